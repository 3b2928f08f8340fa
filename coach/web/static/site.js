// Where this page is on its site: the same below a secret link, on a web host and without a server.
const script = new URL(import.meta.url);

export const version = script.pathname.split("/").at(-2);
export const root = new URL("../../", script);

// The address of a page below the first page, such as "plans/walk-run-start/week-1-session-1/".
export function pagePath(address = location.href) {
  const path = new URL(address, location.href).pathname;
  return path.slice(root.pathname.length).replace(/index\.html$/, "");
}

// Cache Storage and the service worker need https, or this computer itself.
export const secure = isSecureContext && "caches" in window && "serviceWorker" in navigator;
