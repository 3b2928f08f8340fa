"""A site with a mixer for a few sessions, out of a cache that native renders have filled; and a web host for it."""

import contextlib
import functools
import http.server
import io
import json
import subprocess
import threading
import time
from datetime import UTC, datetime

from mutagen.id3 import ID3
from PIL import Image

from coach.cache import Cache, entry_name, key_hash
from coach.fields import to_data
from coach.mixer.engine import build_engine, find_release
from coach.mixer.in_page import COVER, open_mixer
from coach.mixer.options import Choices, parse_form, plan_for, requests_for
from coach.mixer.package import Packager
from coach.mixer.page_parts import FEELS, TALKS
from coach.mixer.piece_cache import write_lengths, write_pack, write_sizes
from coach.mixer.pieces import piece_name, usual_pieces
from coach.mixer.vocabulary import Places
from coach.mp3.frames import MONO
from coach.mp3.inspect import sound_checksum
from coach.mp3.tag_reading import read_recipe
from coach.plan.catalogue import find_plan
from coach.plan.ratio import CUSTOM, Ratio
from coach.session.renderer import Published, Renderer
from coach.session.request import session_requests
from coach.speech.speaker import Speaker, voice_identity
from coach.web.job_queue import JobQueue
from coach.web.mixer_pages import INDEX, mixer_index, mixer_pages
from coach.web.mixer_site import MixerSite
from coach.web.pages import ASSETS, PageContext, Pages, assets_version
from coach.web.static_site import Site, publish

PLAN = "walk-run-start"
"""The plan whose first week such a site publishes, as far as its pages know."""


ANYWHERE = Places(in_runs=True, in_walks=True, in_closing=True, names_time=True)
BEDS_OFFERED = {"none": "Silence", "beat": "A beat to step to"}

STARTED = "#mixing[data-ready=yes]"
READY = "#player[data-ready=yes]"
SLOW = 120_000
"""Milliseconds to wait for on a busy machine."""

NOTES = "TXXX:walk-run-coach file"
"""What a file's tag says of the file itself, with a checksum of the cover."""


class RecordingCache(Cache):
    """A cache that notes which clips and pieces were asked for."""

    def __init__(self, folder):
        super().__init__(folder)
        self.lengths = {}
        self.pieces = {}
        self.beat_pieces = {}

    def number(self, key):
        length = super().number(key)
        if length and key.startswith("clip|"):
            self.lengths[key] = length
        return length

    def put(self, key, payload, number=0):
        super().put(key, payload, number)
        if key.startswith("clip|"):
            self.lengths[key] = number
        self._note_piece(key)

    def get(self, key):
        entry = super().get(key)
        if entry:
            self._note_piece(key)
        return entry

    def _note_piece(self, key):
        if key.startswith("mp3 "):
            name = entry_name(key_hash(key))
            pieces = self.beat_pieces if is_stereo(key) else self.pieces
            pieces[name] = (self.folder / name).read_bytes()


def is_stereo(key):
    """Tell whether the key is that of a piece over a bed."""
    return key.split()[2] == "2"


def form_request(form, settings):
    """Return what a form of the mixer asks for, as a request and settings."""
    values = dict(form)
    week, session = (int(values.pop(name, 1)) for name in ("week", "session"))
    plan = values.pop("plan", CUSTOM)
    options = parse_form(values, Choices({}, ()))
    return requests_for(plan_for(plan, options), options, settings, week, session)[0], options.settings(settings)


def record(cache, settings, forms):
    """Render the sessions of forms: `cache` then knows what they need. Returns the voice."""
    for form in forms:
        request, changed = form_request(form, settings)
        renderer = Renderer(changed, cache=cache)
        for _ in renderer.assembly(request).chunks():
            pass
    return renderer.speaker.voice


def small_cover():
    """Draw something that is a JPEG."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), (24, 32, 74)).save(picture, "JPEG")
    return picture.getvalue()


def write_site(folder, cache_folder, settings, forms, version="one"):
    """Write a site whose mixer can make the sessions of these forms. Returns the size of the engine in bytes.

    All of its pieces over silence are likely ones.
    """
    cache = RecordingCache(cache_folder)
    voice = record(cache, settings, forms)
    cache.put(COVER, small_cover())
    cover = entry_name(key_hash(COVER))
    package = f"mixer/{version}/"
    tables = [write_sizes({name: len(data) for name, data in pieces.items()}) for pieces in (cache.pieces, cache.beat_pieces)]
    early = {piece_name(piece, MONO) for piece in usual_pieces(settings)} & cache.pieces.keys()
    lengths = write_lengths(cache.lengths)
    start = write_pack({name: (cache.folder / name).read_bytes() for name in (cover, *early)})
    index = {
        "version": version,
        "settings": to_data(settings),
        "identity": voice_identity(voice),
        "choices": {"plans": [PLAN], "fields": {"talk": TALKS, "feel": FEELS, "bed": BEDS_OFFERED}},
        "published": [PLAN],
        "likely": [(name, len(data)) for name, data in cache.pieces.items()],
        "lengths": f"{package}lengths.bin",
        "start": f"{package}start.bin",
        "pieces": f"{package}pieces.bin",
        "beat_pieces": f"{package}beat-pieces.bin",
    }
    text = json.dumps(index)
    engine = build_engine(find_release(None, cache_folder))
    pages = Pages(mixer=True)
    requests = session_requests(find_plan(PLAN), 1, None, Ratio(), None)
    offline = pages.write("offline.html", PageContext("../", live=False, title="No connection"))
    files = {
        f"{package}index.json": text,
        index["lengths"]: lengths,
        index["start"]: start,
        index["pieces"]: tables[0],
        index["beat_pieces"]: tables[1],
        **{f"mixer/pieces/{name}": data for name, data in (cache.pieces | cache.beat_pieces).items()},
        **engine.files,
        INDEX: mixer_index(f"{package}index.json", engine),
        **dict(mixer_pages(pages, open_mixer(text, lengths, start), requests)),
        **{f"assets/{assets_version()}/{path.name}": path.read_bytes() for path in ASSETS.iterdir()},
        "sw.js": (ASSETS / "sw.js").read_bytes(),
        "offline/index.html": offline,
        "index.html": offline,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return engine.size


class _Listening(Speaker):
    """A speaker that notes what it is asked for: a script weighs more wordings than it has room for."""

    def known_duration(self, phrase):
        self.asked = {**getattr(self, "asked", {}), phrase: None}
        return super().known_duration(phrase)


def small_packager(plan, requests, settings, cache, *, beat=False):
    """Return a packager whose vocabulary is the phrases of a few sessions: all of them would take an hour."""
    made = Packager([plan], settings, cache, beat=beat)
    speaker = _Listening(made.speaker.voice, cache)
    for bed in ("none", "beat") if beat else ("none",):
        own = made.settings.with_changes({"bed": bed})
        Renderer(own, cache=cache, published=Published(speaker, b"")).scripts(requests)
    made.places = dict.fromkeys(speaker.asked, ANYWHERE)
    return made


def publish_sessions(folder, cache_folder, settings, sessions, begun=None):
    """Publish the first sessions of `PLAN`, with a mixer that has their words. `begun` is set before anything is written."""
    cache = Cache(cache_folder)
    plan = find_plan(PLAN)
    requests = [session_requests(plan, 1, number, Ratio(), None)[0] for number in range(1, sessions + 1)]
    mixer = MixerSite(small_packager(plan, requests, settings, cache), build_engine(find_release(None, cache_folder)))
    queue = JobQueue(lambda own, listener: Renderer(own, listener, cache=cache), settings)
    site = Site(folder, "https://example.org/", datetime(2026, 12, 1, tzinfo=UTC))
    if begun:
        begun.set()
    publish(site, [tuple(requests)], queue, [None], mixer=mixer)


def index_address(site):
    """Return the address of the index of the package that a site's mixer has now."""
    return json.loads((site / INDEX).read_text())["package"]


def index_of(site):
    return json.loads((site / index_address(site)).read_text())


def open_published(site):
    """Return the mixer of a site, as a page opens it."""
    index = index_of(site)
    return open_mixer(json.dumps(index), *((site / index[name]).read_bytes() for name in ("lengths", "start")))


class Connection:
    """What all requests to a host share: bits a second and a delay before each answer."""

    def __init__(self, bits_per_second=0, delay=0.0):
        self._bytes_per_second = bits_per_second / 8
        self.delay = delay
        self._free = 0.0
        self._lock = threading.Lock()
        self.sent = 0

    def wait_for(self, size):
        """Wait until so many bytes have passed."""
        self.sent += size
        if self._bytes_per_second:
            with self._lock:
                self._free = max(self._free, time.monotonic()) + size / self._bytes_per_second
                ready = self._free
            time.sleep(max(0.0, ready - time.monotonic()))


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    part = 16_384

    def __init__(self, connection, *words, **more):
        self._connection = connection
        super().__init__(*words, **more)

    def do_GET(self):
        time.sleep(self._connection.delay)
        super().do_GET()

    def copyfile(self, source, outputfile):
        while part := source.read(self.part):
            self._connection.wait_for(len(part))
            outputfile.write(part)

    def end_headers(self):
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_):
        """Say nothing."""

    def log_request(self, *_):
        self.server.requests.append(self.path)


class _Host(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """A browser that leaves is no error."""


@contextlib.contextmanager
def web_host(folder, connection=None):
    """Serve a folder as any web host does, on a free port. Gives the server: its `address`, and the `requests` it was sent."""
    connection = connection or Connection()
    server = _Host(("127.0.0.1", 0), functools.partial(_Handler, connection, directory=str(folder)))
    server.requests = []
    server.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query(form):
    """Return a form's values as they stand in an address."""
    return "&".join(f"{name}={value}" for name, value in form.items())


def words(form):
    """Return the words of `coach render` for a form."""
    given = []
    for name, value in form.items():
        if name == "halfway":
            given.append("--halfway" if value == "on" else "--no-halfway")
        elif name != "plan":
            given += [f"--{name}", value]
    return [form["plan"], *given] if "plan" in form else given


def make(page):
    """Have the session made that the mixer's page shows."""
    page.get_by_role("link", name="Play").click()
    page.wait_for_selector(READY, timeout=SLOW)


KEPT_FILES = """([prefix, work]) => new Promise((done, fail) => {
  const request = indexedDB.open("coach-mixer", 1);
  request.onerror = () => fail(request.error);
  request.onsuccess = () => {
    const connection = request.result;
    const transaction = connection.transaction("files", "readwrite");
    const store = transaction.objectStore("files");
    const keys = store.getAllKeys();
    keys.onsuccess = () => {
      const files = keys.result.filter((name) => name.startsWith(prefix));
      if (work === "damage") for (const name of files) store.put(new Uint8Array(1000), name);
      if (work === "flip") {
        for (const name of files) {
          const kept = store.get(name);
          kept.onsuccess = () => {
            kept.result.image[kept.result.image.length >> 1] ^= 1;
            store.put(kept.result, name);
          };
        }
      }
      transaction.oncomplete = () => {
        connection.close();
        done(files.length);
      };
    };
  };
})"""
"""Counts the files that are kept under a prefix, or damages them, or flips a bit of each image.

To be called in a page of the mixer that has started."""

IMAGES = "mixer/image/"
PIECES = "mixer/pieces/"


def wait_for_image(page):
    """Wait until the page has kept an image of Python's memory. Raises TimeoutError."""
    for _ in range(SLOW // 500):
        if page.evaluate(KEPT_FILES, [IMAGES, "count"]):
            return
        page.wait_for_timeout(500)
    raise TimeoutError


def save(page, path):
    """Save the session that is open. Returns the path."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    download.value.save_as(path)
    return path


def assert_same_session(made, rendered):
    """Compare a session that was made in a page with the one that `coach render` writes: all but the cover is the same."""
    assert sound_checksum(made) == sound_checksum(rendered) != ""
    ours, theirs = ID3(made), ID3(rendered)
    assert theirs.keys() == ours.keys()
    for key in ours.keys() - {"APIC:", NOTES}:
        assert str(ours[key]) == str(theirs[key]), key
    assert read_recipe(made) == read_recipe(rendered)


def assert_whole(path, outside_tool):
    """Let two other programs read a file to its end: neither finds a fault."""
    decoding = [outside_tool("ffmpeg"), "-v", "error", "-i", path, "-f", "null", "-"]
    assert not subprocess.run(decoding, capture_output=True, text=True, check=True).stderr
    report = subprocess.run([outside_tool("mp3val"), path], capture_output=True, text=True, check=True).stdout
    assert "WARNING" not in report, report
    assert "ERROR" not in report, report
