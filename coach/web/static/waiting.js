// Asks how far the work is, and goes on when it is done.
"use strict";
const page = document.getElementById("waiting");
const bar = document.getElementById("bar");
const what = document.getElementById("what");
const status = document.getElementById("status");

async function ask() {
  try {
    const answer = await fetch(page.dataset.progress);
    const state = await answer.json();
    bar.value = state.percent;
    what.textContent = state.what;
    status.textContent = `${state.percent} % done. The page goes on by itself.`;
    if (state.ready) {
      if (page.dataset.download) {
        status.textContent = "Done. The download begins.";
        document.getElementById("back").hidden = false;
        location.href = page.dataset.then;
      } else {
        location.replace(page.dataset.then);
      }
      return;
    }
  } catch {
    // The next question may be answered.
  }
  setTimeout(ask, 700);
}

setTimeout(ask, 700);
