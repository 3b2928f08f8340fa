// Whole sessions on this device: the sound and a few words about it, in a database.
// If the browser refuses to store them, they last as long as the page.
import { openStore } from "./database.js";
import { root, secure } from "./site.js";

const PAGES = "coach-pages";
const transact = openStore("coach", "sessions", { keyPath: "path" });
const memory = new Map();

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
