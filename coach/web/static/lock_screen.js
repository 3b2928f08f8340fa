// What the lock screen and headset buttons show and do (Media Session).
const session = "mediaSession" in navigator ? navigator.mediaSession : null;

// `about` has title, plan and cover; `actions` has a function for each action.
export function connectLockScreen(audio, about, actions) {
  if (!session) return;
  for (const [name, action] of Object.entries(actions)) {
    try {
      session.setActionHandler(name, action);
    } catch {
      // This browser does not know the action.
    }
  }
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => {
      session.playbackState = audio.ended ? "none" : audio.paused ? "paused" : "playing";
    });
  }
  for (const name of ["play", "seeked", "ratechange", "loadedmetadata"]) audio.addEventListener(name, () => showPosition(audio));
}

export function showOnLockScreen(part, about) {
  if (!session) return;
  session.metadata = new MediaMetadata({
    title: part,
    artist: about.title,
    album: about.plan,
    artwork: [{ src: about.cover, type: "image/jpeg" }],
  });
}

function showPosition(audio) {
  if (!Number.isFinite(audio.duration)) return;
  try {
    session.setPositionState({ duration: audio.duration, position: Math.min(audio.currentTime, audio.duration), playbackRate: 1 });
  } catch {
    // An old browser: the lock screen shows no position.
  }
}
