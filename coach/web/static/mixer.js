// The answer follows the form while it is changed. Without this script the button asks for it.
"use strict";
const form = document.getElementById("mixer");
const result = document.getElementById("result");
let timer = 0;
let asked = 0;

function query() {
  const values = new URLSearchParams(new FormData(form));
  [...values.keys()].forEach((key) => values.get(key) || values.delete(key));
  return values;
}

async function ask() {
  const mine = ++asked;
  const values = query();
  const shown = values.toString();
  values.set("part", "1");
  try {
    const answer = await fetch(`?${values}`, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    if (mine !== asked) return;
    result.innerHTML = text;
    history.replaceState(null, "", shown ? `?${shown}` : location.pathname);
  } catch {
    // Without a connection the last answer stays.
  }
}

form.querySelector("button").hidden = true;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});
// Another plan brings other fields.
document.getElementById("plan").addEventListener("change", () => {
  clearTimeout(timer);
  location.search = query().toString();
});
