// Starts the mixer's worker, and says how that goes.
import { workerMaker } from "./makers.js";
import { showProgress, showStarted } from "./mixer_state.js";
import { root } from "./site.js";

// Returns a function that starts the worker when it is first called, and returns a promise of it.
export function makeWith() {
  let maker = null;
  return async () => {
    maker ??= workerMaker(root, showProgress);
    await maker.ready;
    showStarted();
    return maker;
  };
}
