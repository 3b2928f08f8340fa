// The memory of Python once coach has started, kept on this device: the next visit goes on from there and imports nothing.
// Nothing depends on it: without one, or with one that does not fit, Python starts anew.
import { find, removeAll, store } from "./mixer_store.js";

const REST_MS = 2_000;

// An image belongs to the files it was made from, to these scripts and to this form of the browser.
export const imageName = (addresses) => `mixer/image/${[...addresses, import.meta.url, navigator.userAgent].join(" ")}`;

// Start with the image of that name if there is one. `startWith(image)` is called with undefined where there is none.
// Returns what it returns, and whether that is from an image.
export async function startFromImage(name, startWith) {
  const kept = (await find([name])).get(name);
  if (!kept) return [await startWith(), false];
  try {
    if (checksum(kept.image) !== kept.checksum) throw new Error("It was damaged on this device.");
    return [await startWith(kept.image), true];
  } catch (error) {
    console.warn("The image does not fit: Python starts anew.", error);
    await removeAll([name]);
    return [await startWith(), false];
  }
}

// Returns a function to be called before and after each answer, with the number of answers that are being made: the image is
// made once, when none has been asked for a while. `prepare()` loads what sessions need and has not been loaded yet.
export function keepAtRest(pyodide, name, prepare) {
  let timer = 0;
  let isKept = false;
  const make = () => {
    isKept = true;
    try {
      prepare();
      const image = pyodide.makeMemorySnapshot();
      store(new Map([[name, { image, checksum: checksum(image) }]]));
    } catch (error) {
      console.warn("No image is kept.", error);
    }
  };
  return (answers) => {
    clearTimeout(timer);
    if (!answers && !isKept) timer = setTimeout(make, REST_MS);
  };
}

// A browser may keep so large a file without one of its own, and a memory with one wrong bit may well start. Whole words only: an
// image consists of them. A changed word always changes the checksum.
function checksum(image) {
  let sum = 0;
  for (const word of new Uint32Array(image.buffer, image.byteOffset, image.byteLength >> 2)) {
    sum = Math.imul(sum ^ word, 0x01000193);
  }
  return sum;
}
