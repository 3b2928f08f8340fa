// The page of a session that is made on this device, opened by its address: kept ones play at once, others are made first.
import { makeWith } from "./mixer_start.js";
import { showMade } from "./made_session.js";
import { say, showFailed } from "./mixer_state.js";

// Back to the mixer within one document: its page is another one.
addEventListener("popstate", () => location.reload());

const values = Object.fromEntries(new URLSearchParams(location.search));
const maker = makeWith();
document.getElementById("needs-script").hidden = true;

try {
  await showMade(document.getElementById("made"), values, maker);
  document.getElementById("making").hidden = true;
} catch (error) {
  if (error.isFinal) say(error.message);
  else showFailed(new URLSearchParams(location.search));
}
