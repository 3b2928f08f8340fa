// The timeline and the list of parts show the position of the player; a tap on either changes it.
"use strict";
const audio = document.getElementById("audio");
const timeline = document.getElementById("timeline");
const playhead = timeline.querySelector(".playhead");
const now = document.getElementById("now");
const parts = [...document.querySelectorAll("#chapters a")];
const starts = parts.map((part) => Number(part.dataset.start) / 1000);
// The last part is the closing after the plan's time: the timeline ends where it starts.
const total = starts[starts.length - 1];

function currentPart() {
  const index = starts.findLastIndex((start) => start <= audio.currentTime + 0.05);
  return Math.max(0, index);
}

function showPosition() {
  playhead.hidden = false;
  playhead.style.left = `${Math.min(100, (100 * audio.currentTime) / total)}%`;
  const current = currentPart();
  parts.forEach((part, index) => {
    if (index === current) part.setAttribute("aria-current", "true");
    else part.removeAttribute("aria-current");
  });
  const left = (starts[current + 1] ?? audio.duration) - audio.currentTime;
  const seconds = Math.max(0, Math.ceil(left));
  now.hidden = false;
  now.textContent = `${parts[current].querySelector(".name").textContent}: ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}

function playFrom(seconds) {
  audio.currentTime = seconds;
  audio.play().catch(() => {});
}

parts.forEach((part, index) => {
  part.addEventListener("click", (event) => {
    event.preventDefault();
    playFrom(starts[index]);
  });
});
timeline.addEventListener("click", (event) => {
  const box = timeline.getBoundingClientRect();
  playFrom((total * (event.clientX - box.left)) / box.width);
});
["timeupdate", "seeked", "play"].forEach((name) => audio.addEventListener(name, showPosition));
