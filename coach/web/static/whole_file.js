// Fetches a whole file. If the connection stalls or breaks, it goes on from where it was.
const STALL_MS = 8_000;
export const RETRY_MS = 3_000;

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Returns a Blob. `report({received, size, stalled})` is called as bytes come, and when none come.
// `size` is the expected number of bytes. Throws an error only if the server answers that the file is not there.
export async function fetchWhole(address, size, report) {
  const chunks = [];
  for await (const chunk of chunksOfWhole(address, size, report)) chunks.push(chunk);
  return new Blob(chunks, { type: "audio/mpeg" });
}

// Yields the same bytes as they come.
export async function* chunksOfWhole(address, size, report) {
  let received = 0;
  while (received < size) {
    try {
      for await (const chunk of read(address, received)) {
        received += chunk.byteLength;
        report({ received, size, stalled: false });
        yield chunk;
      }
    } catch (error) {
      if (error.isFinal) throw error;
    }
    if (received < size) {
      report({ received, size, stalled: true });
      await pause(RETRY_MS);
    }
  }
}

async function* read(address, start) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), STALL_MS);
  try {
    const headers = start ? { Range: `bytes=${start}-` } : {};
    const response = await fetch(address, { headers, signal: abort.signal });
    if (response.status === 404 || response.status === 410) {
      throw Object.assign(new Error("The file is not there."), { isFinal: true });
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    // A web host that knows no ranges sends all of it again.
    let known = response.status === 206 ? 0 : start;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      timer = setTimeout(() => abort.abort(), STALL_MS);
      if (known < value.byteLength) yield value.subarray(known);
      known = Math.max(0, known - value.byteLength);
    }
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
