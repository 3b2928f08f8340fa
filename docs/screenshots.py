"""Take the README's pictures of the pages: a phone by light and by night, and a desk.

    make screenshots

Needs the extra [test] and Debian's chromium. Starts a server of its own and ends it; writes docs/img/*.png.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "img"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}
LARGEST = 200_000
COLOURS = 128
LONGEST_WAIT = 300_000
"""Milliseconds; the voice may have to say everything for the first time."""

PICTURES = {
    "plans": ("", PHONE, "light"),
    "plan": ("plans/walk-run-start/", PHONE, "light"),
    "session": ("plans/walk-run-start/week-2-session-1/#get-ready", PHONE, "light"),
    "session-dark": ("plans/walk-run-start/week-2-session-1/#get-ready", PHONE, "dark"),
    "mixer": ("mixer/?run=1m30s&walk=1m&repeat=8", PHONE, "dark"),
    "desk": ("plans/walk-run-start/", DESK, "light"),
}


@contextmanager
def server() -> Iterator[str]:
    """Run `coach serve` on any free port and give its address."""
    command = [sys.executable, "-m", "coach", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603  # this project's own command
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--hide-scrollbars"]
        )
        for name, (path, size, scheme) in PICTURES.items():
            window = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=2 if size is PHONE else 1)
            page = window.new_page()
            page.goto(address + path)
            page.wait_for_selector("#job", state="detached", timeout=LONGEST_WAIT)
            if path.endswith("#get-ready"):
                page.wait_for_selector("#player[data-ready]", timeout=LONGEST_WAIT)
            page.wait_for_timeout(500)
            taken = IMAGES / f"{name}.png"
            page.screenshot(path=taken)
            # Few colours are enough for pages, and a quarter of the bytes.
            Image.open(taken).convert("RGB").quantize(COLOURS).save(taken, optimize=True)
            assert taken.stat().st_size < LARGEST, f"{taken} is larger than {LARGEST} bytes"
            window.close()
        browser.close()


if __name__ == "__main__":
    main()
