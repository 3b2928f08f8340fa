// The list of the sessions that are on this device, with their sizes and a button that removes each.
import { list, remove } from "./kept_sessions.js";
import { root } from "./site.js";

const section = document.getElementById("kept-sessions");

const megabytes = (size) => `${(size / 1_000_000).toFixed(1)} MB`;

export async function showKept() {
  const sessions = await list();
  section.hidden = !sessions.length;
  const sum = sessions.reduce((total, session) => total + session.size, 0);
  document.getElementById("kept-sum").textContent = `${megabytes(sum)} in all.`;
  section.querySelector("ul").replaceChildren(...sessions.map(row));
}

function row(session) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = new URL(session.path, root);
  link.textContent = `${session.title}, ${session.plan}`;
  const facts = document.createElement("span");
  facts.className = "facts";
  facts.textContent = `${session.length} · ${megabytes(session.size)}`;
  const button = document.createElement("button");
  button.className = "button quiet small";
  button.type = "button";
  button.textContent = "Remove";
  button.setAttribute("aria-label", `Remove ${session.title}, ${session.plan}`);
  button.addEventListener("click", async () => {
    await remove(session.path);
    await showKept();
    document.getElementById("main").focus();
  });
  item.append(link, facts, button);
  return item;
}
