// Files of the mixer on this device, by their addresses, in IndexedDB, which workers have too and which needs no https.
// Addresses hold a hash of the contents: what is here is right. If the browser refuses storage, they last as long as the worker.
const DATABASE = "coach-mixer";
const STORE = "files";
const memory = new Map();
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function transact(mode, work) {
  const transaction = (await open()).transaction(STORE, mode);
  const result = work(transaction.objectStore(STORE));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return result;
}

// Returns a Map of the files that are here, as Uint8Array.
export async function find(names) {
  const found = new Map();
  try {
    await transact("readonly", (store) => {
      for (const name of names) {
        const request = store.get(name);
        request.onsuccess = () => request.result && found.set(name, request.result);
      }
    });
  } catch {
    // Only those in memory are left.
  }
  for (const name of names) if (!found.has(name) && memory.has(name)) found.set(name, memory.get(name));
  return found;
}

// Returns whether they will still be here when the page is opened again.
export async function keep(files) {
  try {
    await transact("readwrite", (store) => files.forEach((content, name) => store.put(content, name)));
    return true;
  } catch {
    files.forEach((content, name) => memory.set(name, content));
    return false;
  }
}

export async function names() {
  try {
    const request = await transact("readonly", (store) => store.getAllKeys());
    return new Set(request.result);
  } catch {
    return new Set(memory.keys());
  }
}

export async function removeAll(unused) {
  try {
    await transact("readwrite", (store) => unused.forEach((name) => store.delete(name)));
  } catch {
    // They stay.
  }
}
