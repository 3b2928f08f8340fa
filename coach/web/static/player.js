// The player of a session: get the whole of it onto this device, say that it is ready, play it, keep the place.
// Where the sound comes from is for others to know: see `openPlayer`.
import { allowAlarm, soundAlarm } from "./alarm.js";
import { forget, read, write } from "./device_storage.js";
import { connectFelt, finish, showMark } from "./felt.js";
import { find, keep, persist, remove } from "./kept_sessions.js";
import { connectLockScreen, showOnLockScreen } from "./lock_screen.js";
import { clock, partsOf } from "./parts.js";
import { connectSaving, showSaving } from "./saving.js";
import { secure } from "./site.js";
import { watchForStalls } from "./stalls.js";

const element = (name) => document.getElementById(name);
const MEGABYTE = 1_000_000;
const FIRST_SECONDS = 5;

// What belongs to the session that is open. A page has one player at a time.
let player, audio, state, progress, play, now, seek, timeline, playhead, parts, path, about, place;
let source = null;
let closing = null;
let fetching = null;
let shownPart = -1;

// Connect the player to a session's elements, which stand in the page. `session` has
// path: the session's address on this site, by which it is kept;
// sound: what it was made of: another one is another form of the session;
// intro: what Play will do, in a sentence;
// getWhole(report): returns the session as a Blob; calls report({ part, amount, stalled }) meanwhile, from 0 to 1 and in words;
// page, cover: what is to be kept with it, where it has no page of its own.
export async function openPlayer(session) {
  closePlayer();
  closing = new AbortController();
  source = session;
  [player, audio, state, progress, play, now, seek, timeline] = [
    "player", "audio", "state", "fetching", "play", "now", "seek", "timeline",
  ].map(element);
  playhead = timeline.querySelector(".playhead");
  parts = partsOf(element("chapters"));
  path = session.path;
  place = `place:${path}`;
  fetching = null;
  shownPart = -1;
  about = { title: player.dataset.title, plan: player.dataset.plan, cover: coverAddress(session.cover) };
  await begin();
}

export function closePlayer() {
  closing?.abort();
  if (audio && !audio.paused) audio.pause();
}

const coverAddress = (cover) => (cover ? URL.createObjectURL(cover) : new URL("cover.jpg", location.href).href);

// ---- Getting the session onto this device

async function getReady() {
  fetching ??= getWhole().finally(() => (fetching = null));
  return fetching;
}

async function getWhole() {
  play.disabled = true;
  progress.hidden = false;
  let wasStalled = false;
  try {
    say("Getting the whole session onto this device.");
    const blob = await source.getWhole(({ part, amount, stalled }) => {
      progress.value = part;
      if (stalled && !wasStalled) soundAlarm();
      wasStalled = stalled;
      say(stalled ? `Not ready: the connection has stopped at ${amount}. It goes on by itself when the connection is back.` : `Not ready yet: ${amount}`, stalled);
    });
    const { sound, page, cover } = source;
    const outcome = await keep({ path, sound, page, cover, size: blob.size, blob, title: about.title, plan: about.plan, length: player.dataset.length });
    use(blob);
    showReady(outcome, outcome === "stored" ? await persist() : null);
  } catch (error) {
    say(error.isFinal ? error.message : "This session cannot be fetched. Reload the page: it may have been made anew.", true);
  } finally {
    play.disabled = false;
    progress.hidden = true;
  }
}

function use(blob) {
  showSaving(blob);
  audio.src = URL.createObjectURL(blob);
  const start = savedPlace();
  if (start) audio.currentTime = start;
  showPosition();
}

const UNTIL = {
  true: "This browser keeps it until you remove it.",
  false: "The browser may remove it if space runs short or you have not been here for a week or more.",
  null: "The browser may remove it if space runs short.",
};
const MEMORY = {
  full: "This device has no room to keep it: it stays only as long as this page is open.",
  refused: "This browser does not let it be kept: it stays only as long as this page is open.",
};

function showReady(outcome, persisted) {
  say("Ready. You can leave the house.");
  player.dataset.ready = "yes";
  const page = secure ? "" : " Leave this page open: without https it cannot be opened again away from home.";
  element("kept").hidden = element("back").hidden = element("forward").hidden = false;
  element("kept-text").textContent = outcome === "stored" ? `${UNTIL[persisted]}${page}` : MEMORY[outcome];
  showStart();
}

function showStart() {
  const start = savedPlace();
  play.textContent = start ? `Go on at ${clock(start)}` : "Start";
  element("restart").hidden = !start;
}

async function takeOff() {
  audio.pause();
  await remove(path);
  audio.removeAttribute("src");
  audio.load();
  delete player.dataset.ready;
  for (const name of ["kept", "restart", "back", "forward"]) element(name).hidden = true;
  showSaving(null);
  play.textContent = "Play";
  say("Removed from this device.");
}

function say(text, isProblem = false) {
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("problem", isProblem);
}

// ---- Playing

async function start(seconds) {
  allowAlarm();
  if (!player.dataset.ready) {
    if (seconds !== undefined) savePlace(seconds);
    await getReady();
    return;
  }
  if (seconds !== undefined) audio.currentTime = seconds;
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") say("The browser did not start the sound. Tap Start again.", true);
  }
}

function toggle() {
  if (player.dataset.ready && !audio.paused) audio.pause();
  else start();
}

function showPosition() {
  const seconds = audio.currentTime;
  const current = parts.at(seconds);
  const left = (parts.starts[current + 1] ?? audio.duration) - seconds;
  const text = `${parts.names[current]}: ${clock(left || 0)} left`;
  playhead.hidden = seek.parentElement.hidden = now.hidden = false;
  playhead.style.left = `${Math.min(100, (100 * seconds) / parts.total)}%`;
  if (document.activeElement !== seek || !audio.paused) seek.value = seconds;
  seek.setAttribute("aria-valuetext", `${clock(Math.floor(seconds))}, ${parts.names[current]}`);
  now.textContent = text;
  if (current !== shownPart) {
    shownPart = current;
    parts.links.forEach((link, index) => (index === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    showOnLockScreen(parts.names[current], about);
  }
}

// As headsets do it: near its start a part's predecessor is meant.
function previousPart() {
  const current = parts.at(audio.currentTime);
  const near = audio.currentTime - parts.starts[current] < 3;
  return parts.starts[Math.max(0, current - (near ? 1 : 0))];
}

function nextPart() {
  return parts.starts[Math.min(parts.starts.length - 1, parts.at(audio.currentTime) + 1)];
}

// ---- The place

function savedPlace() {
  const seconds = Number(read(place, 0));
  return seconds > FIRST_SECONDS && seconds < parts.total ? seconds : 0;
}

function savePlace(seconds = audio.currentTime) {
  if (seconds > FIRST_SECONDS && seconds < parts.total) write(place, Math.floor(seconds));
}

// ---- Connections

async function begin() {
  player.classList.add("scripted");
  audio.removeAttribute("src");
  audio.load();
  audio.controls = false;
  play.hidden = false;
  seek.max = parts.total;
  play.addEventListener("click", toggle);
  element("restart").addEventListener("click", () => start(0));
  element("back").addEventListener("click", () => start(previousPart()));
  element("forward").addEventListener("click", () => start(nextPart()));
  element("remove").addEventListener("click", takeOff);
  seek.addEventListener("input", () => {
    if (player.dataset.ready) audio.currentTime = Number(seek.value);
  });
  timeline.addEventListener("click", (event) => {
    const box = timeline.getBoundingClientRect();
    start((parts.total * (event.clientX - box.left)) / box.width);
  });
  parts.links.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      start(parts.starts[index]);
    });
  });
  connectAudio(closing.signal);
  connectSaving();
  connectFelt();
  const kept = await find(path);
  if (kept && (kept.sound === source.sound || !navigator.onLine)) {
    use(kept.blob);
    let persisted = null;
    try {
      persisted = await navigator.storage.persisted();
    } catch {
      // Without https this is not known.
    }
    showReady("stored", persisted);
  } else {
    say(kept ? "A newer form of this session is here. Play fetches it." : source.intro);
    if (location.hash === "#get-ready") getReady();
  }
}

function connectAudio(signal) {
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("coach-playing") : null;
  signal.addEventListener("abort", () => tabs?.close());
  for (const name of ["timeupdate", "seeked", "play"]) audio.addEventListener(name, showPosition);
  audio.addEventListener("timeupdate", () => savePlace());
  audio.addEventListener("play", () => {
    play.textContent = "Pause";
    say("It plays from this device. No network is needed.");
    element("restart").hidden = true;
    tabs?.postMessage("playing");
  });
  audio.addEventListener("pause", () => {
    savePlace();
    play.textContent = "Go on";
  });
  audio.addEventListener("ended", () => {
    forget(place);
    finish();
    play.textContent = "Start";
    say("Done. How did it feel?");
    element("felt")?.scrollIntoView({ block: "start" });
  });
  const leave = () => {
    if (audio.currentTime) savePlace();
  };
  addEventListener("pagehide", leave, { signal });
  addEventListener("pageshow", showMark, { signal });
  addEventListener("beforeprint", () => (document.querySelector(".sheet").open = true), { signal });
  addEventListener("storage", showMark, { signal });
  // Only one tab plays.
  tabs?.addEventListener("message", () => audio.pause());
  watchForStalls(
    audio,
    () => {
      soundAlarm();
      say("The sound has stopped by itself. Reload the page and go on where you were.", true);
    },
    () => say("It goes on."),
  );
  connectLockScreen(audio, about, {
    play: () => start(),
    pause: () => audio.pause(),
    stop: () => audio.pause(),
    previoustrack: () => start(previousPart()),
    nexttrack: () => start(nextPart()),
    seekbackward: (details) => (audio.currentTime = Math.max(0, audio.currentTime - (details.seekOffset || 10))),
    seekforward: (details) => (audio.currentTime += details.seekOffset || 10),
    seekto: (details) => (audio.currentTime = details.seekTime),
  });
}
