// Updates the result while the form is changed. While something is mistyped the last good result stays, and the message
// stands beside the field. A server answers, or coach itself in a worker (see makers.js): the page is the same.
// Without this script the server's button loads the page anew.
import { allowAlarm, soundAlarm } from "./alarm.js";
import { copy } from "./copying.js";
import { keepPage } from "./kept_sessions.js";
import { madePath, showMade } from "./made_session.js";
import { makeWith } from "./mixer_start.js";
import { connectKeeping, say, showFailed } from "./mixer_state.js";
import { server } from "./makers.js";
import { closePlayer } from "./player.js";
import { root } from "./site.js";
import { watchForStalls } from "./stalls.js";
import { connectSteppers } from "./steppers.js";

const mixing = document.getElementById("mixing");
const made = document.getElementById("made");
const startMaker = mixing.dataset.published ? makeWith() : async () => server;
let form = document.getElementById("mixer");
const result = document.getElementById("result");
const general = document.getElementById("problem");
const WAIT_MS = 250;
const UNITS = { s: "seconds", min: "minutes", h: "hours" };
// A total is filled with as many repetitions as fit: one of the two is written, not both.
const OTHER = { total: "repeat", repeat: "total" };
let timer = 0;
let requests = 0;
let steps = {};

function query() {
  const values = new URLSearchParams(new FormData(form));
  [...values.keys()].forEach((key) => values.get(key) || values.delete(key));
  return values;
}

async function pageFor(name, values) {
  const maker = await startMaker();
  return new DOMParser().parseFromString(await maker.part(name, values), "text/html");
}

async function update() {
  const request = ++requests;
  const values = query();
  const search = values.toString();
  try {
    const page = await pageFor("result", values);
    if (request !== requests) return;
    const problem = page.querySelector("[data-problem]");
    showProblem(problem?.dataset);
    if (problem) return;
    result.replaceChildren(...page.body.childNodes);
    result.inert = false;
    if (!mixing.hidden) history.replaceState(null, "", search ? `?${search}` : location.pathname);
    connectResult();
  } catch {
    // Without a connection the last result stays.
  }
}

function showProblem(problem) {
  for (const hint of form.querySelectorAll("[data-hint]")) {
    const name = hint.id.replace(/-hint$/, "");
    const isWrong = problem?.field === name;
    hint.textContent = isWrong ? problem.problem : hint.dataset.hint;
    hint.classList.toggle("wrong", isWrong);
    form.elements[name].toggleAttribute("aria-invalid", false);
    if (isWrong) {
      form.elements[name].setAttribute("aria-invalid", "true");
      if (problem.number) offerUnits(hint, name, problem.number, problem.units.split(" "));
    }
  }
  result.classList.toggle("outdated", Boolean(problem));
  general.textContent = problem ? (problem.field ? "The picture shows the last session that worked." : problem.problem) : "";
}

function offerUnits(hint, name, number, units) {
  hint.textContent = "";
  for (const unit of units) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unit";
    button.textContent = `${number} ${UNITS[unit]}`;
    button.addEventListener("click", () => {
      form.elements[name].value = `${number} ${unit}`;
      update();
    });
    hint.append(button);
  }
}

function connectResult() {
  const picture = result.querySelector("[data-steps]");
  if (picture) steps = JSON.parse(picture.dataset.steps);
  for (const field of form.querySelectorAll("[data-value]")) delete field.dataset.value;
  const preview = document.getElementById("preview");
  if (preview) connectPreview(preview);
  const share = document.getElementById("share");
  if (!share) return;
  share.parentElement.hidden = false;
  share.addEventListener("click", async () => {
    const field = document.getElementById("shared-address");
    field.value = new URL(share.dataset.address, location.href).href;
    document.getElementById("shared").textContent = await copy(field.value, field);
  });
}

function connectPreview(preview) {
  const say = (text) => (general.textContent = text);
  preview.addEventListener("play", allowAlarm);
  watchForStalls(
    preview,
    () => {
      if (preview.error && !preview.readyState) {
        // The file is refused as long as it is being made. Loaded anew, it can be played again.
        preview.load();
        say("The session is still being made. Press play again in a moment.");
      } else if (preview.readyState) {
        soundAlarm();
        say("The sound has stopped: the connection is gone.");
      } else {
        say("The sound is still to come.");
      }
    },
    () => say(""),
  );
}

async function changePlan() {
  clearTimeout(timer);
  const values = query();
  for (const field of document.getElementById("what").elements) if (field.name && field.name !== "plan") values.delete(field.name);
  if (!values.has("plan")) for (const [name, value] of Object.entries({ run: "1m", walk: "2m", repeat: "6" })) values.set(name, value);
  try {
    const page = await pageFor("form", values);
    document.getElementById("what").replaceWith(page.getElementById("what"));
    if (!mixing.hidden) history.replaceState(null, "", `?${values}`);
    prepare();
    document.getElementById("plan").focus();
    await update();
  } catch {
    location.search = values.toString();
  }
}

function prepare() {
  for (const button of form.querySelectorAll(".step")) button.hidden = false;
}

function connectForm() {
  form.querySelector("button[type=submit]").hidden = true;
  form.addEventListener("input", (event) => {
    if (event.target.id === "plan") return;
    if (event.isTrusted) delete event.target.dataset.value;
    const other = form.elements[OTHER[event.target.name]];
    if (other && event.target.value) other.value = "";
    clearTimeout(timer);
    timer = setTimeout(update, WAIT_MS);
  });
  form.addEventListener("change", (event) => event.target.id === "plan" && changePlan());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  connectSteppers(form, (name) => Number(form.elements[name].dataset.value ?? steps[name] ?? 0));
  prepare();
}

// ---- Without a server: the session opens in this page, so that the worker goes on

async function begin() {
  document.getElementById("needs-script").hidden = true;
  mixing.querySelector("form").hidden = false;
  // The page's address will change without it: links keep where they lead to.
  for (const link of document.querySelectorAll('a[href]:not([href^="#"]), link[href]')) link.href = link.href;
  keepPage("mixer/?");
  // The page was written with another session than the address asks for.
  result.inert = Boolean(location.search);
  result.classList.toggle("outdated", result.inert);
  result.addEventListener("click", (event) => {
    const link = event.target.closest(".mix-links .actions a");
    if (!link) return;
    event.preventDefault();
    openMade(new URL(link.href));
  });
  made.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || link.pathname.replace(/index\.html$/, "") !== new URL("mixer/", root).pathname) return;
    event.preventDefault();
    history.back();
  });
  addEventListener("popstate", showPlace);
  try {
    const maker = await startMaker();
    connectKeeping(maker);
    if (location.search) await showForm();
    else await update();
    mixing.dataset.start = (await maker.ready).isGoingOn ? "image" : "anew";
    mixing.dataset.ready = "yes";
  } catch {
    result.inert = true;
    showFailed(location.search ? new URLSearchParams(location.search) : query());
  }
}

async function showForm() {
  const page = await pageFor("form", new URLSearchParams(location.search));
  form.replaceWith(page.getElementById("mixer"));
  form = document.getElementById("mixer");
  connectForm();
  await update();
}

async function openMade(address) {
  const values = Object.fromEntries(address.searchParams);
  const isPlayed = address.hash === "#get-ready";
  address.hash = "";
  try {
    await showMade(made, values, startMaker);
    history.pushState(null, "", address);
    mixing.hidden = true;
    made.hidden = false;
    document.getElementById("main").focus();
    scrollTo(0, 0);
    if (isPlayed) document.getElementById("play").click();
  } catch (error) {
    general.textContent = error.message;
  }
}

// After the browser's Back: the mixer as it was, or a session that was open.
function showPlace() {
  const isMade = location.href.startsWith(new URL(madePath({}), root).href.replace("?", ""));
  if (isMade) {
    openMade(new URL(location.href));
    return;
  }
  closePlayer();
  made.hidden = true;
  made.replaceChildren();
  mixing.hidden = false;
}

connectForm();
connectResult();
if (mixing.dataset.published) begin();
