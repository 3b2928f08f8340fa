// Lets the site open without a network: pages from the network first, scripts and styles from this device first.
"use strict";
const version = new URL(location.href).searchParams.get("v");
const root = new URL("./", location.href);
const SHELL = `coach-shell-${version}`;
const PAGES = "coach-pages";
const assets = new URL(`assets/${version}/`, root);
const offline = new URL("offline/", root);
const FILES = [
  "style.css", "icon.svg", "icon-192.png", "manifest.json", "alarm.js", "copying.js", "database.js", "device_storage.js", "done_marks.js",
  "felt.js", "home_page.js", "kept_list.js", "kept_sessions.js", "lock_screen.js", "made_page.js", "made_session.js",
  "makers.js", "mixer.js", "mixer_engine.js", "mixer_files.js", "mixer_image.js", "mixer_start.js", "mixer_state.js", "mixer_store.js",
  "mixer_worker.js", "nearest.js", "offline_page.js", "parts.js", "plan_page.js", "player.js", "progress.js", "saving.js",
  "session_page.js", "site.js", "site_page.js", "stalls.js", "steppers.js", "subscribe_page.js", "whole_file.js",
];

self.addEventListener("install", (event) => {
  const addresses = [root, offline, ...FILES.map((name) => new URL(name, assets))];
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(addresses)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith("coach-shell-") && name !== SHELL;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || !address.href.startsWith(root.href) || request.headers.has("range")) return;
  if (address.pathname.startsWith(`${root.pathname}assets/`)) event.respondWith(asset(request, address));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.endsWith("/cover.jpg")) event.respondWith(cover(request));
});

// A page and its index.html are the same.
const keyOf = (request) => {
  const address = new URL(request.url);
  return address.origin + address.pathname.replace(/index\.html$/, "");
};

async function asset(request, address) {
  const found = await caches.match(address.href);
  if (found) return found;
  try {
    return await fetch(request);
  } catch {
    // A page that was kept with older scripts gets the present ones.
    return (await caches.match(new URL(address.pathname.split("/").at(-1), assets))) ?? Response.error();
  }
}

async function page(request) {
  try {
    const response = await fetch(request);
    await renew(request, response.clone());
    return response;
  } catch {
    return (await caches.match(keyOf(request))) ?? Response.redirect(offline);
  }
}

// A page that is kept is kept in its newest form; plans and the mixer are kept when they are visited.
async function renew(request, response) {
  if (response.status !== 200 || response.redirected) return;
  const key = keyOf(request);
  if (key === root.href) await (await caches.open(SHELL)).put(key, response);
  else if (/\/(plans\/[^/.]+|mixer|mixer\/session)\/$/.test(key) || (await caches.match(key, { cacheName: PAGES }))) {
    await (await caches.open(PAGES)).put(key, response);
  }
}

async function cover(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request.url)) ?? Response.error();
  }
}
