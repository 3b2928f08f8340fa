// The page of a session that has a file: the player plays it.
import { openPlayer } from "./player.js";
import { pagePath } from "./site.js";
import { fetchWhole } from "./whole_file.js";

const { sound, size } = document.getElementById("player").dataset;
const MEGABYTE = 1_000_000;

openPlayer({
  path: pagePath(),
  sound,
  intro: "Play first gets the whole session onto this device.",
  getWhole: (report) =>
    fetchWhole(sound, Number(size), ({ received, stalled }) =>
      report({
        part: received / size,
        amount: `${(received / MEGABYTE).toFixed(1)} of ${(size / MEGABYTE).toFixed(1)} MB`,
        stalled,
      }),
    ),
});
