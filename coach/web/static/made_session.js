// A session that was made on this device, shown in the page with its player.
import { find, keepPage } from "./kept_sessions.js";
import { openPlayer } from "./player.js";

const FOLDER = "mixer/session/";

// The address of a session of the mixer on this site: its values stand in it, so that it can be opened and passed on.
export const madePath = (values) => `${FOLDER}?${new URLSearchParams(values)}`;

// Show the session in `place`. `maker` is a promise of a maker; one that is kept needs none.
// Throws an error where there is no such session, or where it cannot be made.
export async function showMade(place, values, maker) {
  const path = madePath(values);
  const kept = await find(path);
  const session = kept?.page ? kept : await (await maker()).ask("session", values);
  if (session.problem) throw Object.assign(new Error(session.problem), { isFinal: true });
  place.innerHTML = session.page;
  document.title = `${document.getElementById("player").dataset.title} · coach`;
  await openPlayer({
    ...session,
    path,
    intro: "Play first makes the whole session on this device.",
    getWhole: async (report) => {
      await keepPage(FOLDER + "?");
      return (await maker()).ask("make", values, ({ done, of, stalled }) =>
        report({ part: of ? done / of : 1, amount: `${done} of ${of} pieces`, stalled }),
      );
    },
  });
}
