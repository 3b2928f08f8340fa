// The first page: the session that comes next on this device, the kept sessions, and what was done.
import { exported, forgetMarks, marks, markText, nextToday } from "./done_marks.js";
import { showKept } from "./kept_list.js";
import { saveFile } from "./saving.js";
import { root } from "./site.js";

const element = (name) => document.getElementById(name);
const SVG = "http://www.w3.org/2000/svg";

function showNext() {
  const advice = nextToday();
  if (!advice) return;
  const reason = advice.reason[0].toUpperCase() + advice.reason.slice(1);
  element("next-why").hidden = false;
  element("next-why").textContent = `${advice.headline}. ${reason}.`;
  element("next-open").hidden = element("next-play").parentElement.hidden = !advice.session;
  if (advice.session) showSession(advice.session);
}

function showSession(session) {
  element("next-plan").textContent = session.plan;
  element("next-title").textContent = session.title;
  element("next-length").textContent = session.length;
  element("next-summary").textContent = session.summary;
  element("next-play").href = new URL(`${session.path}#get-ready`, root);
  element("next-open").href = new URL(session.path, root);
  const picture = document.querySelector("#next .bars");
  picture.replaceChildren(
    ...session.bars.map(([name, line]) => {
      const bar = document.createElementNS(SVG, "path");
      bar.setAttribute("class", name);
      bar.setAttribute("d", line);
      return bar;
    }),
  );
}

function showDone() {
  const all = marks();
  element("log").hidden = !all.length;
  element("log-count").textContent = all.length === 1 ? "1 session done" : `${all.length} sessions done`;
  element("log-list").replaceChildren(
    ...all.toReversed().map((mark) => {
      const item = document.createElement("li");
      item.textContent = markText(mark);
      return item;
    }),
  );
}

element("export").addEventListener("click", async () => {
  const file = new File([exported()], "coach-log.json", { type: "application/json" });
  await saveFile(file);
});
element("forget").addEventListener("click", () => {
  if (!confirm("Remove all marks from this device?")) return;
  forgetMarks();
  location.reload();
});

function show() {
  showNext();
  showDone();
  showKept();
}

addEventListener("pageshow", show);
addEventListener("storage", show);
