// The parts of a session, as its page lists them.
export function partsOf(list) {
  const links = [...list.querySelectorAll("a")];
  const starts = links.map((link) => Number(link.dataset.start) / 1000);
  return {
    links,
    starts,
    // The last part is the closing after the plan's time: the timeline ends where it starts.
    total: starts.at(-1),
    names: links.map((link) => link.querySelector(".name").textContent),
    at: (seconds) => Math.max(0, starts.findLastIndex((start) => start <= seconds + 0.05)),
  };
}

export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
