// Who answers the mixer's page and makes its sessions: a server, or coach itself in a worker. Both answer alike.
// part(name, values): the mixer's "form" or "result" for the form's values, as HTML.
const WORKER = new URL("mixer_worker.js", import.meta.url).href;

export const server = {
  async part(name, values) {
    const query = new URLSearchParams(values);
    query.set("part", name);
    const response = await fetch(`?${query}`, { headers: { Accept: "text/html" } });
    return response.text();
  },
};

// Starts the worker. `report({received, size})` is called as its engine comes. The maker has besides
// ready: a promise of {isGoingOn} (whether Python went on from an image), which is rejected where the engine cannot start;
// ask(name, values, report): "session" {page, cover, sound}, "make" a Blob, "left", "keepAll".
export function workerMaker(site, report) {
  const waiting = new Map();
  let last = 0;
  const worker = startWorker();
  const ask = (name, values, progress) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject, progress });
      worker.postMessage({ id: last, name, values });
    });
  worker.addEventListener("message", ({ data }) => {
    const asked = waiting.get(data.id);
    if (data.progress) (asked?.progress ?? report)(data.progress);
    else if ("error" in data) asked.reject(Object.assign(new Error(data.error), { isFinal: data.isFinal }));
    else asked.resolve(data.result);
    if (asked && !data.progress) waiting.delete(data.id);
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("The worker has ended."));
  });
  const ready = ask("start", { site: site.href });
  return {
    ready,
    ask: async (...words) => {
      await ready;
      return ask(...words);
    },
    part: async (name, values) => {
      await ready;
      return ask(name, Object.fromEntries(values));
    },
  };
}

// A worker from a Blob is under this page's Content-Security-Policy; one from an address has that of its own response.
function startWorker() {
  const address = URL.createObjectURL(new Blob([`import ${JSON.stringify(WORKER)};`], { type: "text/javascript" }));
  return new Worker(address, { type: "module" });
}
