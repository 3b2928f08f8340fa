// Buttons beside a number or a duration that make it less or more; held down, they repeat.
// The server reads what is written; here is only written. `current(name)` gives the value as the server understood it.
const HOLD_MS = 450;
const REPEAT_MS = 110;
const DURATIONS = new Set(["run", "walk", "total", "warm-up", "cool-down"]);

const stepOf = (seconds, by) => {
  const below = by < 0 ? seconds - 1 : seconds;
  return below < 60 ? 5 : below < 300 ? 15 : 60;
};

export function stepped(name, value, by) {
  if (!DURATIONS.has(name)) return Math.max(1, value + by);
  const step = stepOf(value, by);
  return Math.max(step, by > 0 ? (Math.floor(value / step) + 1) * step : (Math.ceil(value / step) - 1) * step);
}

export function written(name, value) {
  if (!DURATIONS.has(name)) return String(value);
  const [hours, minutes, seconds] = [Math.floor(value / 3600), Math.floor(value / 60) % 60, value % 60];
  return `${hours ? `${hours}h` : ""}${minutes ? `${minutes}m` : ""}${seconds || !value ? `${seconds}s` : ""}`;
}

export function connectSteppers(form, current) {
  let timers = [];
  const stop = () => {
    timers.forEach(clearTimeout);
    timers.forEach(clearInterval);
    timers = [];
  };
  const step = (button) => {
    const name = button.dataset.for;
    const field = form.elements[name];
    const value = stepped(name, current(name), Number(button.dataset.by));
    field.value = written(name, value);
    field.dataset.value = value;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  form.addEventListener("pointerdown", (event) => {
    const button = event.target.closest(".step");
    if (!button || event.button) return;
    stop();
    timers.push(setTimeout(() => timers.push(setInterval(() => step(button), REPEAT_MS)), HOLD_MS));
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) form.addEventListener(name, stop);
  addEventListener("blur", stop);
  // A click comes from a tap and from the keyboard alike.
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".step");
    if (button) step(button);
  });
}
