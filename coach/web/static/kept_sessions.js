// Whole sessions on this device: the sound and a few words about it, in IndexedDB, which needs no https.
// If the browser refuses to store them, they last as long as the page.
import { root, secure } from "./site.js";

const DATABASE = "coach";
const STORE = "sessions";
const PAGES = "coach-pages";
const memory = new Map();

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "path" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function transact(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

// Keep a session: {path, title, plan, length, size, sound, blob}, and for one without a page of its own its `page` and `cover`. Returns "stored", or "full" or "refused" if it
// lasts only as long as the page.
export async function keep(session) {
  try {
    await transact("readwrite", (store) => store.put({ ...session, kept: Date.now() }));
  } catch (error) {
    memory.set(session.path, session);
    return error?.name === "QuotaExceededError" ? "full" : "refused";
  }
  await keepPage(session.path);
  return "stored";
}

export async function find(path) {
  try {
    return (await transact("readonly", (store) => store.get(path))) ?? memory.get(path);
  } catch {
    return memory.get(path);
  }
}

// All kept sessions, the newest first.
export async function list() {
  let stored = [];
  try {
    stored = await transact("readonly", (store) => store.getAll());
  } catch {
    // Only those in memory are left.
  }
  return stored.sort((one, other) => other.kept - one.kept);
}

export async function remove(path) {
  memory.delete(path);
  try {
    await transact("readwrite", (store) => store.delete(path));
    if (secure && !isShared(path)) await (await caches.open(PAGES)).delete(new URL(path, root));
  } catch {
    // Nothing is stored.
  }
}

// A page that shows many sessions, each by its query.
const isShared = (path) => path.includes("?");

// The page opens offline too, where there is a service worker.
export async function keepPage(path) {
  if (!secure) return;
  try {
    const page = new URL(path.split("?")[0], root);
    await (await caches.open(PAGES)).addAll(isShared(path) ? [page] : [page, new URL("cover.jpg", page)]);
  } catch {
    // The sound is kept all the same.
  }
}

// Ask the browser not to remove what is stored. Returns true, false, or null where it cannot be asked.
export async function persist() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return null;
  }
}
