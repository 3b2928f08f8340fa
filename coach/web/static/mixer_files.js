// Fetches files of the mixer, and keeps them. Used in the worker.
import { find, keep, store } from "./mixer_store.js";
import { RETRY_MS, chunksOfWhole, pause } from "./whole_file.js";

const AT_ONCE = 12;
const LONGEST_MS = 30_000;
const KEPT_AT_ONCE = 200;

export const bytesOf = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

// A compressed file, unpacked while it comes. `report({bytes, stalled})` is called with each part that has come.
export async function openPacked({ address, size }, urlOf, report) {
  const here = (await find([address])).get(address);
  const packed = here ? new Blob([here]).stream() : kept(address, urlOf(address), size, report);
  if (here) report({ bytes: size, stalled: false });
  return packed.pipeThrough(new DecompressionStream("gzip"));
}

// What has come whole is kept.
function kept(address, url, size, report) {
  const came = [];
  let before = 0;
  const chunks = chunksOfWhole(url, size, ({ received, stalled }) => {
    report({ bytes: received - before, stalled });
    before = received;
  });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (!done) {
        came.push(value.slice());
        controller.enqueue(value);
        return;
      }
      await keep(new Map([[address, await bytesOf(new Blob(came).stream())]]));
      controller.close();
    },
  });
}

// Returns a file's bytes: those that are here, or fetched ones, which are kept. Waits for a connection that breaks.
export async function fetchFile(address, urlOf, stalled = () => {}) {
  const here = (await find([address])).get(address);
  const content = here ?? (await persistently(urlOf(address), stalled));
  if (!here) await keep(new Map([[address, content]]));
  return content;
}

// Fetch the files that are not here, several at once, and keep them. `take(address, content)` is given each, those too that were
// here, and returns whether it is whole: a damaged one is fetched anew. Waits for a connection that breaks.
// `report({done, of, stalled})` counts files. Returns how many bytes were fetched.
export async function fetchAll(addresses, urlOf, take, report) {
  const here = await find(addresses);
  for (const [address, content] of here) if (!take(address, content)) here.delete(address);
  const missing = addresses.filter((address) => !here.has(address));
  let next = 0;
  let done = 0;
  let moved = 0;
  let fresh = new Map();
  const work = async () => {
    while (next < missing.length) {
      const address = missing[next++];
      const content = await persistently(urlOf(address), () => report({ done, of: missing.length, stalled: true }));
      if (!take(address, content)) throw new Error(`${address} is damaged`);
      fresh.set(address, content);
      moved += content.byteLength;
      report({ done: ++done, of: missing.length, stalled: false });
      if (fresh.size >= KEPT_AT_ONCE) {
        const batch = fresh;
        fresh = new Map();
        await keep(batch);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, missing.length) }, work));
  await keep(fresh);
  return moved;
}

// Fetch files that may be useful later, and store them: one after another, as long as `isWanted()`, the connection holds, and
// there is room on the device.
export async function fetchQuietly(addresses, urlOf, isWanted) {
  for (const address of addresses) {
    if (!isWanted()) return;
    try {
      const content = await fetchBytes(urlOf(address), { priority: "low" });
      if (!(await store(new Map([[address, content]])))) return;
    } catch {
      return;
    }
  }
}

async function persistently(url, stalled) {
  for (;;) {
    try {
      return await fetchBytes(url);
    } catch (error) {
      if (error.isFinal) throw error;
      stalled();
      await pause(RETRY_MS);
    }
  }
}

async function fetchBytes(url, how = {}) {
  const response = await fetch(url, { ...how, signal: AbortSignal.timeout(LONGEST_MS) });
  if (response.status === 404 || response.status === 410) {
    throw Object.assign(new Error("This site has been published anew. Reload the page."), { isFinal: true });
  }
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
