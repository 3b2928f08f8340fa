// The button that copies the address of the podcast.
import { copy } from "./copying.js";

const button = document.getElementById("copy");
const field = document.getElementById(button.dataset.for);

button.hidden = false;
button.addEventListener("click", async () => {
  document.getElementById("copied").textContent = await copy(field.value, field);
});
