// The mixer in a worker: coach itself, in Python, joins sessions from published pieces. The page asks by messages:
// {id, name, values} is answered with {id, result} or {id, error}; {progress} and {id, progress} come meanwhile.
import { startEngine } from "./mixer_engine.js";
import { fetchAll, fetchFile, fetchQuietly } from "./mixer_files.js";
import { imageName, keepAtRest, startFromImage } from "./mixer_image.js";
import { find, keep, names, removeAll } from "./mixer_store.js";

const SITE_INDEX = "mixer/mixer.json";
const PIECES = "mixer/pieces/";
const HASH_SIZE = 20;
const ROW_SIZE = HASH_SIZE + 4;

// Bytes up to which a device fetches ahead, together with what it has fetched for the session itself: after its first session,
// and after a later one.
const FIRST_BYTES = 2_500_000;
const LATER_BYTES = 1_000_000;

let root, index, pyodide, mixer;
let answering = 0;
// Counts what fetches pieces: another session, or all words, ends what is fetched ahead.
let fetchings = 0;
let allowed;
let whenAnswered;
let noteAnswers = () => {};
const tables = new Map();

const urlOf = (address) => new URL(address, root);
const textOf = (content) => new TextDecoder().decode(content);

// The newest index; away from the network the one that was here last.
async function siteIndex() {
  try {
    const response = await fetch(urlOf(SITE_INDEX), { cache: "no-cache" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const content = new Uint8Array(await response.arrayBuffer());
    await keep(new Map([[SITE_INDEX, content]]));
    return JSON.parse(textOf(content));
  } catch (error) {
    const kept = (await find([SITE_INDEX])).get(SITE_INDEX);
    if (!kept) throw error;
    return JSON.parse(textOf(kept));
  }
}

// Pyodide waits for ever where WebAssembly fails, and leaves the reason in a promise that nobody handles.
const failed = new Promise((_, reject) => self.addEventListener("unhandledrejection", (event) => reject(event.reason)));
failed.catch(() => {});

async function start(values) {
  if (typeof WebAssembly !== "object") throw new Error("This browser knows no WebAssembly.");
  return Promise.race([startAll(values), failed]);
}

async function startAll({ site }) {
  root = site;
  const { package: address, engine } = await siteIndex();
  const text = fetchFile(address, urlOf).then(textOf);
  const first = text.then((json) => {
    index = JSON.parse(json);
    return Promise.all([index.lengths, index.start].map((name) => fetchFile(name, urlOf)));
  });
  first.catch(() => {});
  const engineFiles = Object.values(engine.files);
  const size = engineFiles.reduce((sum, file) => sum + file.size, 0);
  let received = 0;
  const report = ({ bytes, stalled }) => {
    received += bytes;
    postMessage({ progress: { received, size, stalled } });
  };
  const image = imageName([address, ...engineFiles.map((file) => file.address)]);
  const [started, isGoingOn] = await startFromImage(image, (memory) => {
    received = 0;
    return startEngine(engine, urlOf, report, memory);
  });
  pyodide = started;
  const [lengths, pack] = await first;
  if (!isGoingOn) pyodide.globals.set("mixer", pyodide.pyimport("coach.mixer.in_page").open_mixer(await text, lengths, pack));
  mixer = pyodide.globals.get("mixer");
  if (!isGoingOn) noteAnswers = keepAtRest(pyodide, image, () => mixer.load());
  const came = lengths.byteLength + pack.byteLength + (await text).length;
  const here = names();
  allowed = here.then((kept) => ([...kept].some(isPiece) ? LATER_BYTES : FIRST_BYTES - came));
  const used = [address, index.lengths, index.start, index.pieces, index.beat_pieces, image];
  removeOutdated(here, [SITE_INDEX, ...used, ...engineFiles.map((file) => file.address)]);
  return { isGoingOn };
}

// What belongs to earlier forms of the site goes. Pieces stay: the newest package has most of them.
async function removeOutdated(here, present) {
  const used = new Set(present);
  await removeAll([...(await here)].filter((name) => !isPiece(name) && !used.has(name)));
}

const asked = (values) => pyodide.toPy(values);
const form = (values) => mixer.form(asked(values));
const result = (values) => mixer.preview(asked(values));

// Returns {page, cover, sound}, or {problem}: why there is no such session.
function session(values) {
  const problem = mixer.problem(asked(values));
  if (problem) return { problem };
  const cover = mixer.cover().toJs();
  return { page: mixer.session(asked(values)), cover: new Blob([cover], { type: "image/jpeg" }), sound: index.version };
}

const isPiece = (address) => address.startsWith(PIECES);
const pieceAddress = (name) => `${PIECES}${name}`;
const pieceName = (address) => address.slice(PIECES.length);

// Returns the whole session as a Blob.
async function make(values, report) {
  const number = ++fetchings;
  const most = allowed;
  allowed = LATER_BYTES;
  const missing = mixer.missing(asked(values)).toJs();
  const add = (address, content) => mixer.add(pieceName(address), content);
  const moved = await fetchAll(missing.map(pieceAddress), urlOf, add, report);
  const chunks = [];
  for (const chunk of mixer.chunks(asked(values))) {
    const buffer = chunk.getBuffer("u8");
    chunks.push(buffer.data.slice());
    buffer.release();
    chunk.destroy();
  }
  const rest = (await most) - moved;
  whenAnswered = () => fetchAhead(values, rest, number);
  return new Blob(chunks, { type: "audio/mpeg" });
}

// Fetch what sessions after this one probably need, up to so many bytes, as long as nothing else fetches pieces.
async function fetchAhead(values, most, number) {
  const isWanted = () => number === fetchings;
  if (most <= 0 || navigator.connection?.saveData || !isWanted()) return;
  const here = await names();
  const fitting = [];
  let size = 0;
  for (const [name, bytes] of mixer.ahead(asked(values)).toJs()) {
    const address = pieceAddress(name);
    if (here.has(address)) continue;
    size += bytes;
    if (size > most) break;
    fitting.push(address);
  }
  await fetchQuietly(fitting, urlOf, isWanted);
}

// The rows of a table or a pack: the address of a piece and its size; in a pack the piece follows.
function* rows(content, isPack) {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let place = 0; place < content.byteLength; place += ROW_SIZE) {
    const hash = [...content.subarray(place, place + HASH_SIZE)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const size = view.getUint32(place + HASH_SIZE, true);
    yield [pieceAddress(`${hash.slice(0, 2)}/${hash.slice(2)}`), size];
    if (isPack) place += size;
  }
}

// All pieces that are files of their own, with their sizes: over the beat where the form asks for it, else over silence.
async function allPieces({ bed }) {
  const name = bed === "beat" ? index.beat_pieces : index.pieces;
  if (!tables.has(name)) {
    const pieces = new Map(rows(await fetchFile(name, urlOf), false));
    for (const [address] of rows(await fetchFile(index.start, urlOf), true)) pieces.delete(address);
    tables.set(name, pieces);
  }
  return tables.get(name);
}

// Returns how many bytes of pieces are still to be fetched, and how many there are.
async function left(values) {
  const all = await allPieces(values);
  const here = await names();
  let [missing, size] = [0, 0];
  for (const [address, bytes] of all) {
    size += bytes;
    if (!here.has(address)) missing += bytes;
  }
  return { missing, size };
}

// Fetch all pieces that are not here, and keep them.
async function keepAll(values, report) {
  fetchings++;
  const all = await allPieces(values);
  const here = await names();
  const missing = [...all.keys()].filter((address) => !here.has(address));
  await fetchAll(missing, urlOf, () => true, report);
}

// What Python says is for those who write it.
function said(error) {
  if (!error?.type) return String(error?.message ?? error);
  console.error(error.message);
  return error.type === "MissingWordsError" ? "This session needs words that this site has not published." : "This session cannot be made here.";
}

const answers = { start, form, result, session, make, left, keepAll };

self.addEventListener("message", async ({ data: { id, name, values } }) => {
  noteAnswers(++answering);
  try {
    postMessage({ id, result: await answers[name](values, (progress) => postMessage({ id, progress })) });
  } catch (error) {
    postMessage({ id, error: said(error), isFinal: Boolean(error?.isFinal) });
  }
  noteAnswers(--answering);
  const work = whenAnswered;
  whenAnswered = undefined;
  work?.().catch((error) => console.warn("Nothing was fetched ahead.", error));
});
