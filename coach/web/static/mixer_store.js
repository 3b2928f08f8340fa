// Files of the mixer on this device, by their addresses, in a database.
// Addresses hold a hash of the contents: what is here is right. If the browser refuses storage, they last as long as the worker.
import { openStore } from "./database.js";

const transact = openStore("coach-mixer", "files");
const memory = new Map();

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

// Keep files, by their addresses: until the page is closed where they cannot be stored.
export async function keep(files) {
  if (!(await store(files))) files.forEach((content, name) => memory.set(name, content));
}

// Returns whether the files will be here when the page is opened again. Those that cannot be stored are not kept at all.
export async function store(files) {
  try {
    await transact("readwrite", (place) => files.forEach((content, name) => place.put(content, name)));
    return true;
  } catch {
    return false;
  }
}

export async function names() {
  try {
    return new Set([...(await transact("readonly", (store) => store.getAllKeys())), ...memory.keys()]);
  } catch {
    return new Set(memory.keys());
  }
}

export async function removeAll(unused) {
  for (const name of unused) memory.delete(name);
  try {
    await transact("readwrite", (store) => unused.forEach((name) => store.delete(name)));
  } catch {
    // They stay.
  }
}
