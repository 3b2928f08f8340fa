// Starts Python (Pyodide) in the worker, and coach in it. All files come from this site, compressed, and are unpacked here.
import { bytesOf, openPacked } from "./mixer_files.js";

const PACKAGES = "/site";

// `engine` is the engine's part of mixer.json, `urlOf(address)` gives the URL of an address on this site;
// `report({bytes, stalled})` is called as files come. `image`: the memory of Python as an earlier visit left it (see
// mixer_image.js); without one Python starts anew. Returns Pyodide with coach on its path.
export async function startEngine(engine, urlOf, report, image) {
  const open = (name) => openPacked(engine.files[name], urlOf, report);
  const [loader, python, wasm, library, code] = await Promise.all(
    ["loader.mjs", "python.mjs", "python.wasm", "library.zip", "coach.json"].map(open),
  );
  const texts = bytesOf(code).then((content) => JSON.parse(new TextDecoder().decode(content)));
  const modules = Promise.all([loader, python].map(moduleOf));
  provide({
    "pyodide.asm.wasm": new Response(wasm, { headers: { "content-type": "application/wasm" } }),
    "python_stdlib.zip": new Response(library),
  });
  reportFailure();
  const [{ loadPyodide }, { default: createPyodideModule }] = await modules;
  const pyodide = await loadPyodide({
    createPyodideModule: async (settings) => withRoom(await createPyodideModule(settings), image),
    indexURL: urlOf("mixer/engine/").href,
    lockFileContents: { info: { ...engine.abi, version: engine.release }, packages: {} },
    env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0", TZ: "UTC" },
    ...(image ? { _loadSnapshot: image } : { _makeSnapshot: true }),
  });
  install(pyodide.FS, await texts);
  if (!image) pyodide.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(PACKAGES)})`);
  return pyodide;
}

// Pyodide copies an image into memory that it takes to be large enough.
function withRoom(module, image) {
  if (image?.byteLength > module.HEAP8.length) module.growMemory(image.byteLength);
  return module;
}

async function moduleOf(stream) {
  const address = URL.createObjectURL(new Blob([await bytesOf(stream)], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Pyodide would only warn.
function reportFailure() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = (...words) => {
    const started = instantiateStreaming.apply(WebAssembly, words);
    started.catch((error) => Promise.reject(error));
    return started;
  };
}

// Pyodide fetches two files by their names, once. They are here already, and come unpacked.
function provide(responses) {
  const { fetch } = self;
  self.fetch = (address, options) => {
    const name = new URL(address.url ?? address, self.location).pathname.split("/").at(-1);
    const given = responses[name];
    delete responses[name];
    return given ? Promise.resolve(given) : fetch.call(self, address, options);
  };
}

function install(files, texts) {
  const folders = new Set();
  for (const [name, text] of Object.entries(texts)) {
    const path = `${PACKAGES}/${name}`;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) files.mkdirTree(folder);
    folders.add(folder);
    files.writeFile(path, text);
  }
}
