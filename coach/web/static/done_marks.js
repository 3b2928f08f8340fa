// What was done and how it felt, on this device alone. Exported in the form that `coach log import` reads.
import { read, write } from "./device_storage.js";

const MARKS = "done";
const NEXT = "next";

export const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
// Sessions of the runner's own: no plan of a log has them.
const isOwn = (mark) => mark.plan.startsWith("custom/");
const isSame = (mark, session) =>
  mark.plan === session.plan && mark.week === session.week && mark.session === session.session;

// How a mark reads in a list.
export function markText(mark) {
  const what = isOwn(mark) ? mark.title : `${mark.plan}, week ${mark.week}, session ${mark.session}`;
  return `${mark.date}: ${what}${mark.felt ? `, felt ${mark.felt}` : ""}`;
}

// All marks, in the order in which the sessions were done.
export function marks() {
  return read(MARKS, []);
}

export function markOf(session) {
  return marks().findLast((mark) => isSame(mark, session));
}

// Mark a session {plan, week, session, title} as done today. A mark of the same day is changed.
export function mark(session, felt = "") {
  const all = marks();
  const { plan, week, session: number, title } = session;
  const old = all.findLast((other) => isSame(other, session) && other.date === today());
  if (old) old.felt = felt || old.felt;
  else all.push({ plan, week, session: number, date: today(), felt, note: "", ...(isOwn(session) && { title }) });
  return write(MARKS, all);
}

export function unmark(session) {
  const last = markOf(session);
  write(MARKS, marks().filter((other) => !last || !isSame(other, session) || other.date !== last.date));
}

export function forgetMarks() {
  write(MARKS, []);
  write(NEXT, null);
}

// What comes next, and why: {headline, reason, session, afterRest, restarts, date, isBetween}; null if nothing is known.
// `session` is {path, plan, title, summary, length, bars}, or null if this site does not have it; `date` is the day of the session
// before it. `isBetween` tells that this was no session of a plan that goes on.
export function next() {
  const known = read(NEXT, null);
  return known?.restarts ? known : null;
}

export function setNext(advice) {
  write(NEXT, advice);
}

// What comes next today: after days without a session the advice for a return.
export function nextToday() {
  const known = next();
  if (!known) return null;
  const missed = Math.round((new Date(today()) - new Date(known.date)) / 86_400_000) - 1;
  const restart = known.restarts.findLast((one) => missed >= one.least);
  if (!restart) return known;
  const reason = restart.reason.replace("{days}", `${missed} days`);
  return restart.headline ? { ...known, ...restart, reason } : { ...known, reason: `${known.reason}; ${reason}` };
}

export function exported() {
  const all = marks().filter((mark) => !isOwn(mark)).map(({ felt, note, ...mark }) => ({ ...mark, ...(felt && { felt }), ...(note && { note }) }));
  return new Blob([`${JSON.stringify(all, null, 1)}\n`], { type: "application/json" });
}
