// Done, and how it felt: the mark on this device, the answers on a session's page, and what the first page opens with from then on.
import { mark, markOf, next, setNext, today, unmark } from "./done_marks.js";

const element = (name) => document.getElementById(name);
// Of the session that is open.
let section, session, isBetween;

export function showMark() {
  const done = markOf(session);
  const date = done && new Date(`${done.date}T12:00`).toLocaleDateString("en", { day: "numeric", month: "long" });
  element("done-text").textContent = done ? `Done on ${date}.` : "";
  element("done").textContent = done ? "Not done after all" : "Mark as done";
}

// Mark the session as done. `felt` is empty as long as the runner has not said it.
export function finish(felt = "") {
  const isStored = mark(session, felt);
  noteNext(felt || markOf(session)?.felt);
  showMark();
  element("marks-refused").hidden = isStored;
}

function noteNext(felt) {
  const known = next();
  if (isBetween && known && !known.isBetween) {
    // The plan stays where it is; what was to follow a rest follows now, if this felt well.
    if (known.afterRest && (felt === "easy" || felt === "right")) setNext({ ...known, ...known.afterRest, afterRest: null });
    return;
  }
  const { advice, afterRest } = section.querySelector(`[data-felt="${felt || "right"}"]`).dataset;
  setNext({
    ...JSON.parse(advice),
    afterRest: afterRest ? JSON.parse(afterRest) : null,
    restarts: JSON.parse(section.dataset.restarts),
    date: today(),
    isBetween,
  });
}

export function connectFelt() {
  const { planName, week, session: number, title } = element("player").dataset;
  session = { plan: planName, week: Number(week), session: Number(number), title };
  section = element("felt");
  isBetween = section.dataset.between === "yes";
  element("done-row").hidden = false;
  element("done").addEventListener("click", () => {
    if (markOf(session)) {
      unmark(session);
      if (!isBetween || next()?.isBetween) setNext(null);
      showMark();
    } else {
      finish();
    }
  });
  for (const answer of section.querySelectorAll("[data-felt]")) {
    answer.querySelector("summary").addEventListener("click", () => {
      if (!answer.open) finish(answer.dataset.felt);
    });
    answer.open = answer.dataset.felt === markOf(session)?.felt;
  }
  showMark();
}
