// An alarm that is heard: three falling tones that no session contains. Sound is allowed after a tap.
let context = null;

// Call it in the handler of a tap, or when a sound begins that a tap has started.
export function allowAlarm() {
  try {
    context ??= new AudioContext();
    context.resume().catch(() => {});
  } catch {
    context = null;
  }
}

export function soundAlarm() {
  navigator.vibrate?.([400, 200, 400]);
  if (context?.state !== "running") return;
  [880, 659, 494].forEach((frequency, index) => {
    const start = context.currentTime + 0.35 * index;
    const tone = context.createOscillator();
    const level = context.createGain();
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(0.4, start + 0.02);
    level.gain.linearRampToValueAtTime(0, start + 0.3);
    tone.frequency.value = frequency;
    tone.connect(level).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  });
}
