// What every page does: it lets the site open without a network where the browser allows it.
import { root, secure, version } from "./site.js";

if (secure) {
  navigator.serviceWorker.register(new URL(`sw.js?v=${version}`, root), { scope: root }).catch(() => {
    // The site works without it, but for opening pages offline.
  });
}
