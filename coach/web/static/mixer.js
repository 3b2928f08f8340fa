// Updates the result while the form is changed. Without this script the button loads the page anew.
"use strict";
const form = document.getElementById("mixer");
const result = document.getElementById("result");
let timer = 0;
let requests = 0;

function query() {
  const values = new URLSearchParams(new FormData(form));
  [...values.keys()].forEach((key) => values.get(key) || values.delete(key));
  return values;
}

async function update() {
  const request = ++requests;
  const values = query();
  const search = values.toString();
  values.set("part", "1");
  try {
    const response = await fetch(`?${values}`, { headers: { Accept: "text/html" } });
    const text = await response.text();
    if (request !== requests) return;
    result.innerHTML = text;
    history.replaceState(null, "", search ? `?${search}` : location.pathname);
  } catch {
    // Without a connection the last result stays.
  }
}

form.querySelector("button").hidden = true;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(update, 250);
});
// Another plan has other fields.
document.getElementById("plan").addEventListener("change", () => {
  clearTimeout(timer);
  location.search = query().toString();
});
