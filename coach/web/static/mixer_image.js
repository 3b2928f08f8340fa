// The memory of Python once coach has started, kept on this device: the next visit goes on from there and imports nothing.
// Nothing depends on it: without one, or with one that does not fit, Python starts anew.
import { find, removeAll, store } from "./mixer_store.js";

const REST_MS = 2_000;

// An image belongs to the files it was made from, to these scripts and to this form of the browser.
export const imageName = (addresses) => `mixer/image/${[...addresses, import.meta.url, navigator.userAgent].join(" ")}`;

// Start with the image of that name if there is one. `startWith(image)` is called with undefined where there is none.
// Returns what it returns, and whether that is from an image.
export async function startFromImage(name, startWith) {
  const image = (await find([name])).get(name);
  if (!image) return [await startWith(), false];
  try {
    return [await startWith(image), true];
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
      store(new Map([[name, pyodide.makeMemorySnapshot()]]));
    } catch (error) {
      console.warn("No image is kept.", error);
    }
  };
  return (answers) => {
    clearTimeout(timer);
    if (!answers && !isKept) timer = setTimeout(make, REST_MS);
  };
}
