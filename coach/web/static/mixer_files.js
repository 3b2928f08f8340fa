// Fetches files of the mixer, and keeps them. Used in the worker.
import { find, keep } from "./mixer_store.js";

const AT_ONCE = 12;
const TRIES_AT_START = 3;
const RETRY_MS = 3_000;
const KEPT_AT_ONCE = 200;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A file that is compressed, unpacked while it comes. `received(bytes)` is called as it comes; what was fetched is kept.
export async function openPacked(address, url, received) {
  const here = (await find([address])).get(address);
  const packed = here ? streamOf(here) : (await fetched(url)).body.pipeThrough(counted(address, received));
  if (here) received(here.byteLength);
  return packed.pipeThrough(new DecompressionStream("gzip"));
}

export const bytesOf = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

const streamOf = (content) => new Blob([content]).stream();

function counted(address, received) {
  const chunks = [];
  return new TransformStream({
    transform(chunk, controller) {
      chunks.push(chunk.slice());
      received(chunk.byteLength);
      controller.enqueue(chunk);
    },
    async flush() {
      await keep(new Map([[address, await bytesOf(streamOf(chunks))]]));
    },
  });
}

async function fetched(url, tries = TRIES_AT_START) {
  try {
    const response = await fetch(url);
    if (response.status === 404 || response.status === 410) {
      throw Object.assign(new Error("This site has been published anew. Reload the page."), { isFinal: true });
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response;
  } catch (error) {
    if (error.isFinal || tries <= 1) throw error;
    await pause(RETRY_MS);
    return fetched(url, tries - 1);
  }
}

export async function fetchFile(address, url) {
  const here = (await find([address])).get(address);
  if (here) return here;
  const content = new Uint8Array(await (await fetched(url)).arrayBuffer());
  await keep(new Map([[address, content]]));
  return content;
}

// Fetch files that are not here, several at once, and keep them. `take(address, content)` is given each, those too that were here.
// A connection that breaks is waited for. `report({ done, of, stalled })` counts files.
export async function fetchAll(addresses, urlOf, take, report) {
  const here = await find(addresses);
  here.forEach((content, address) => take(address, content));
  const missing = addresses.filter((address) => !here.has(address));
  let next = 0;
  let done = 0;
  let fresh = new Map();
  const work = async () => {
    while (next < missing.length) {
      const address = missing[next++];
      const content = await persistently(urlOf(address), () => report({ done, of: missing.length, stalled: true }));
      take(address, content);
      fresh.set(address, content);
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
}

async function persistently(url, stalled) {
  for (;;) {
    try {
      return new Uint8Array(await (await fetched(url, 1)).arrayBuffer());
    } catch (error) {
      if (error.isFinal) throw error;
      stalled();
      await pause(RETRY_MS);
    }
  }
}
