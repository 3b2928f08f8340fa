// What the mixer's page says about its engine: how much of it is here, that it is ready, or why it cannot start.
import { persist } from "./kept_sessions.js";
import { nearest } from "./nearest.js";
import { root } from "./site.js";

const element = (name) => document.getElementById(name);
const MEGABYTE = 1_000_000;
const megabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;
const SAID_EVERY_MS = 2_000;
let spoken = 0;

// Screen readers hear a few of the figures, the bar shows all.
export function showProgress({ received, size, stalled }) {
  const bar = element("engine-bar");
  bar.hidden = false;
  bar.max = size;
  bar.value = received;
  if (performance.now() - spoken < SAID_EVERY_MS && received < size && !stalled) return;
  spoken = performance.now();
  if (stalled) say("The connection has stopped. It goes on by itself when the connection is back.");
  else if (received >= size) say("The mixer is here, and starts.");
  else say(`Getting the mixer onto this device: ${megabytes(received)} of ${megabytes(size)}.`);
}

export function showStarted() {
  element("engine-bar").hidden = true;
  say("");
}

export function showFailed(values) {
  element("engine-bar").hidden = true;
  const sessions = JSON.parse(element("mixing")?.dataset.published ?? element("made").dataset.published);
  const session = nearest(sessions, values);
  const state = element("engine-state");
  state.textContent = "Sessions cannot be made in this browser, or the mixer could not be fetched. ";
  if (!session) return;
  const link = document.createElement("a");
  link.href = new URL(session.path, root);
  link.textContent = session.title;
  state.append("The nearest published session: ", link, ".");
}

export function say(text) {
  element("engine-state").textContent = text;
}

// "Keep all words on this phone": says how much, and fetches the rest. Words over the beat are others than those over silence:
// it is about those that the form asks for.
export function connectKeeping(maker) {
  const button = element("keep-all");
  const state = element("keep-state");
  const chosen = () => ({ bed: element("bed")?.value ?? "" });
  const every = () => (element("bed") ? `every session over ${chosen().bed === "beat" ? "the beat" : "silence"}` : "every session");
  const show = ({ missing, size }) => {
    button.hidden = !missing;
    state.textContent = missing
      ? `${megabytes(missing)} of ${megabytes(size)} are not on this device yet. With all of them ${every()} can be made without a network.`
      : `All words are on this device (${megabytes(size)}): ${every()} can be made without a network.`;
  };
  const update = async () => {
    if (element("keeping").open && !button.disabled) await maker.ask("left", chosen()).then(show, () => {});
  };
  element("keeping").hidden = false;
  element("keeping").addEventListener("toggle", update);
  document.addEventListener("change", ({ target }) => target.id === "bed" && update());
  button.addEventListener("click", async () => {
    button.disabled = true;
    await persist();
    try {
      await maker.ask("keepAll", chosen(), ({ done, of, stalled }) => {
        state.textContent = stalled ? "The connection has stopped. It goes on by itself." : `${done} of ${of} pieces.`;
      });
      show(await maker.ask("left", chosen()));
    } catch (error) {
      state.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
}
