// What was done and how it felt, on this device alone. Exported in the form that `coach log import` reads.
import { read, write } from "./device_storage.js";

const MARKS = "done";
const NEXT = "next";

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
const isSame = (mark, session) =>
  mark.plan === session.plan && mark.week === session.week && mark.session === session.session;

// All marks, in the order in which the sessions were done.
export function marks() {
  return read(MARKS, []);
}

export function markOf(session) {
  return marks().findLast((mark) => isSame(mark, session));
}

// Mark a session {plan, week, session} as done today. A mark of the same day is changed.
export function mark(session, felt = "") {
  const all = marks();
  const { plan, week, session: number } = session;
  const old = all.findLast((other) => isSame(other, session) && other.date === today());
  if (old) old.felt = felt || old.felt;
  else all.push({ plan, week, session: number, date: today(), felt, note: "" });
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

// The session that comes next: {path, title, summary, length, bars}; null if nothing is known.
export function next() {
  return read(NEXT, null);
}

export function setNext(session) {
  write(NEXT, session);
}

export function exported() {
  const all = marks().map(({ felt, note, ...mark }) => ({ ...mark, ...(felt && { felt }), ...(note && { note }) }));
  return new Blob([`${JSON.stringify(all, null, 1)}\n`], { type: "application/json" });
}
