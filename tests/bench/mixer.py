"""How long it takes in a browser from a visit to a session that plays: `make bench-mixer` (docs/mixer.md).

The connection is slowed down by the web host, for all that the page and its worker fetch. The processor is slowed down by
stopping all of the browser's processes for a part of each moment: the browser's own slow-down of a page does not reach its
worker. How much slower a worker really is, is measured and printed.
"""

import os
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from coach.settings import Settings, cache_path

sys.path.insert(0, str(Path(__file__).parents[1]))
from published_mixer import Connection, wait_for_image, web_host, write_site

FIRST = {"run": "75s", "walk": "45s", "repeat": "9"}
SECOND = {"run": "2m", "walk": "1m", "repeat": "6"}
OFFLINE = {"run": "3m", "walk": "90s", "repeat": "4"}
SHORT = 20_000_000
ROUNDS = int(os.environ.get("ROUNDS", "3"))
READY = "#player[data-ready=yes]"
PHONE = {"width": 390, "height": 844}
LONGEST = 240_000
ATTEMPTS = 4

SPIN = """(rounds) => new Promise((done) => {
  const loop = `let s = 0; for (let i = 0; i < ${rounds}; i++) s += i % 7;`;
  const work = `const t = performance.now(); ${loop} postMessage(performance.now() - t + s * 0)`;
  const worker = new Worker(URL.createObjectURL(new Blob([work], { type: "text/javascript" })));
  worker.onmessage = ({ data }) => done(data);
})"""


@dataclass(frozen=True)
class Phone:
    name: str
    bits_per_second: float
    delay: float
    slower: float


PHONES = (
    # The figures of Chromium's developer tools for "Fast 3G".
    Phone("Fast 3G, processor four times slower", 1_440_000, 0.5625, 4.0),
    Phone("9 Mbit/s, 60 ms", 9_000_000, 0.06, 1.0),
)


class SlowProcessor:
    """Stops all processes below this one that are called chromium for a part of the time, from 0 to 1."""

    period = 0.1

    def __init__(self, part):
        self._part = part
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _run(self):
        looked = 0.0
        pids = []
        while not self._end.is_set() and self._part:
            if time.monotonic() - looked > 0.25:
                pids, looked = browser_processes(), time.monotonic()
            send(pids, signal.SIGSTOP)
            time.sleep(self.period * self._part)
            send(pids, signal.SIGCONT)
            time.sleep(self.period * (1 - self._part))


def send(pids, what):
    for pid in pids:
        try:
            os.kill(pid, what)
        except ProcessLookupError:
            continue


def browser_processes():
    """Return the processes of the browser that this process has started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)
            except OSError:
                continue
            parents[int(entry.name)] = (int(fields[1].split()[1]), fields[0].split("(", 1)[1])
    ours = {os.getpid()}
    while more := {pid for pid, (parent, _) in parents.items() if parent in ours and pid not in ours}:
        ours |= more
    return [pid for pid in ours if "chrom" in parents.get(pid, (0, ""))[1]]


def query(form):
    return "&".join(f"{name}={value}" for name, value in form.items())


def make(page):
    page.get_by_role("link", name="Play").click()
    page.wait_for_selector(READY, timeout=LONGEST)


def choose(page, form):
    page.go_back()
    for name, value in form.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_text(f"{form['repeat']} × run").wait_for(timeout=LONGEST)


def visit(page, address, form):
    start = time.monotonic()
    page.goto(f"{address}mixer/index.html?{query(form)}")
    page.wait_for_selector("#mixing[data-ready=yes]", timeout=LONGEST)
    started = time.monotonic() - start
    make(page)
    return started, time.monotonic() - start


def slowness(page, alone):
    """Return how many times longer a worker takes now than alone."""
    return page.evaluate(SPIN, 20 * SHORT) / 20 / alone


def slow_down(page, alone, wished):
    """Return the part of the time for which the browser must be stopped, on this machine with what else it does."""
    part = 0.0
    for _ in range(ATTEMPTS):
        with SlowProcessor(part):
            part = max(0.0, 1 - (1 - part) * slowness(page, alone) / wished)
    return part


def measure(browser, phone, site):
    connection = Connection(phone.bits_per_second, phone.delay)
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto("about:blank")
    # The shortest of several is what a worker takes on a machine that does nothing else.
    alone = min(page.evaluate(SPIN, SHORT) for _ in range(10))
    part = slow_down(page, alone, phone.slower) if phone.slower > 1 else 0.0
    with web_host(site, connection) as host, SlowProcessor(part):
        slower = slowness(page, alone)
        started, first = visit(page, host.address, FIRST)
        moved_first = connection.sent
        start = time.monotonic()
        choose(page, SECOND)
        make(page)
        second, moved_second = time.monotonic() - start, connection.sent - moved_first
    context.close()
    return {
        "slower": slower, "engine": started, "first": first, "second": second,
        "moved_first": moved_first, "moved_second": moved_second,
    }  # fmt: skip


def measure_offline(browser, site):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    with web_host(site) as host:
        visit(page, host.address, FIRST)
        page.goto(f"{host.address}mixer/index.html")
        page.wait_for_selector("#mixing[data-ready=yes]", timeout=LONGEST)
        page.get_by_text("Keep all words on this phone").first.click()
        page.get_by_role("button", name="Keep all words on this phone").click()
        page.get_by_text("All words are on this device").wait_for(timeout=LONGEST)
        wait_for_image(page)
        context.set_offline(True)
        started, first = visit(page, host.address, SECOND)
        start = time.monotonic()
        choose(page, OFFLINE)
        make(page)
        second = time.monotonic() - start
    context.close()
    return {"engine": started, "first": first, "second": second}


def report(name, rounds, engine):
    middle = {key: statistics.median(result[key] for result in rounds) for key in rounds[0]}
    words = [name, *(f"{key} {middle[key]:.1f} s" for key in ("engine", "first", "second"))]
    if "slower" in middle:
        sizes = {"engine": engine, "first": middle["moved_first"] - engine, "second": middle["moved_second"]}
        words += [f"worker {middle['slower']:.1f} times slower", *(f"{key} {size / 1e6:.2f} MB" for key, size in sizes.items())]
    sys.stdout.write(f"{', '.join(words)}\n")
    sys.stdout.flush()


def main():
    # An end from outside lets no process stand stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        engine = write_site(Path(folder), cache_path(), Settings(voice="heart"), [FIRST, SECOND, OFFLINE])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for phone in PHONES:
            report(phone.name, [measure(browser, phone, folder) for _ in range(ROUNDS)], engine)
        report("offline, all words kept", [measure_offline(browser, folder) for _ in range(ROUNDS)], engine)
        browser.close()


if __name__ == "__main__":
    main()
