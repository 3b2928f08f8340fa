// Notices that a sound should play and does not go on.
const STALL_SECONDS = 3;

// Calls `stalled()` once when the sound stops, and `resumed()` when it goes on.
export function watchForStalls(audio, stalled, resumed) {
  let place = -1;
  let since = performance.now();
  let isStalled = false;
  const change = (value) => {
    if (value === isStalled) return;
    isStalled = value;
    (value ? stalled : resumed)();
  };
  audio.addEventListener("error", () => audio.getAttribute("src") && change(true));
  const timer = setInterval(() => {
    if (!audio.isConnected) clearInterval(timer);
    const now = performance.now();
    if (audio.paused || audio.ended || audio.seeking || audio.currentTime !== place) {
      if (audio.currentTime !== place && !audio.paused) change(false);
      place = audio.currentTime;
      since = now;
    } else if (now - since > 1000 * STALL_SECONDS) {
      change(true);
    }
  }, 500);
}
