// Marks the sessions of a plan that were done on this device.
import { marks } from "./done_marks.js";

const list = document.querySelectorAll("[data-week][data-session]");

function show() {
  const all = marks();
  for (const item of list) {
    const { plan, week, session } = item.dataset;
    const mark = all.findLast((other) => other.plan === plan && other.week === Number(week) && other.session === Number(session));
    item.querySelector(".done-mark").hidden = !mark;
  }
}

addEventListener("pageshow", show);
addEventListener("storage", show);
