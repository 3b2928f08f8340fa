"""The engine of the mixer in a browser: Python for WebAssembly (Pyodide), what is used of its library, and coach itself.

The publisher gets one pinned release once, with npm or from a folder. Its files are cut, compressed, and named by their
contents: a runner's browser fetches again only what has changed. Nothing is loaded from anywhere else.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach import resources
from coach.errors import Field, OutputError, UsageError
from coach.files import write_file
from coach.given_files import read_at_most
from coach.version import __version__

RELEASE: Final = "314.0.7"
"""Of Pyodide. With another one `PINNED` changes, and perhaps the list of modules (`standard_library.txt`)."""

ABI: Final = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3", "python": "3.14.2"}
"""What the release says of itself where it lists packages for it. None is used, so the list is left out."""

PINNED: Final = {
    "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
    "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
    "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
}
"""SHA-256 of the files that are used."""

LICENCES: Final = Path(__file__).parent / "licences"
_MODULES: Final = Path(__file__).with_name("standard_library.txt")
_LIBRARIES: Final = {"jinja2": "Jinja2", "markupsafe": "MarkupSafe", "mutagen": "mutagen"}
"""Packages of pure Python that sessions are made with, and the names of their distributions."""

_LEFT_OUT: Final = frozenset({"api.py", "__main__.py", "cli", "club", "export", "log", "proof", "web"})
"""Rooms that the page does not enter."""

_LARGEST: Final = 20_000_000
"""Bytes that no file of the release has."""

_FOLDER: Final = "mixer/engine/"
_NPM_SECONDS: Final = 300
_REMEDY: Final = "install npm, or get the package elsewhere, unpack it and name its folder with "


@dataclass(frozen=True, slots=True)
class Engine:
    """What is published."""

    files: Mapping[str, bytes]
    """By address, from the site's root. Their contents never change."""
    index: Mapping[str, object]
    """What the page's worker needs to know: the release, and the address and the size of each file."""

    @property
    def size(self) -> int:
        """The bytes that a browser fetches."""
        return sum(len(content) for name, content in self.files.items() if not name.endswith(".txt"))


def build_engine(release: Path) -> Engine:
    """Return the engine's files from the folder of the release. Raises UsageError where it is another release."""
    content = _read_release(release)
    parts = {
        "python.wasm": content["pyodide.asm.wasm"],
        "python.mjs": content["pyodide.asm.mjs"],
        "loader.mjs": content["pyodide.mjs"],
        "library.zip": _cut(content["python_stdlib.zip"]),
        "coach.json": json.dumps(dict(_our_files()), ensure_ascii=False, separators=(",", ":")).encode(),
    }
    files, table = {}, {}
    for name, data in parts.items():
        # Not .gz: some web hosts would send that as an encoding, and the browser unpack it.
        packed = gzip.compress(data, 9, mtime=0)
        address = f"{_FOLDER}{hashlib.blake2b(packed, digest_size=8).hexdigest()}-{name}.bin"
        files[address] = packed
        table[name] = {"address": address, "size": len(packed)}
    index = {"release": RELEASE, "abi": ABI, "coach": __version__, "files": table}
    return Engine({**files, f"{_FOLDER}licences.txt": _licences().encode()}, index)


def find_release(folder: Path | None, kept: Path) -> Path:
    """Return the folder of the release: the one that is named, or `kept`, filled by npm where it is not there yet.

    Raises UsageError where the named one is another release, and OutputError where npm is not there or cannot get it.
    """
    if folder is not None:
        inner = folder / "package"
        return inner if inner.is_dir() else folder
    place = kept / f"pyodide-{RELEASE}"
    try:
        _read_release(place)
    except UsageError:  # not there yet, or damaged since
        _get_release(place)
    return place


def _get_release(place: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise OutputError(f"npm is not here, and gets Pyodide {RELEASE}; {_REMEDY}", Field("pyodide"))
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"pyodide@{RELEASE}"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_NPM_SECONDS)  # noqa: S603  # our words
            archive = next(Path(folder).glob("*.tgz"))
            with tarfile.open(archive) as packed:
                for name in PINNED:
                    member = packed.extractfile(f"package/{name}")
                    write_file(place / name, member.read() if member else b"")
        except (OSError, subprocess.SubprocessError, StopIteration, KeyError, tarfile.TarError) as error:
            raise OutputError(f"npm cannot get Pyodide {RELEASE} ({error}); {_REMEDY}", Field("pyodide")) from error


def _read_release(folder: Path) -> dict[str, bytes]:
    content = {}
    for name, expected in PINNED.items():
        try:
            content[name] = read_at_most(folder / name, _LARGEST)
        except OSError as error:
            raise UsageError(
                Field("pyodide"), f" {folder}: {name} is not there; name the folder of Pyodide {RELEASE}"
            ) from error
        if hashlib.sha256(content[name]).hexdigest() != expected:
            raise UsageError(Field("pyodide"), f" {folder}: {name} is not that of Pyodide {RELEASE}; get this release")
    return content


def _cut(library: bytes) -> bytes:
    """Return the standard library with the modules that are imported alone, stored: what holds it is compressed as a whole."""
    cut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(library)) as whole, zipfile.ZipFile(cut, "w", zipfile.ZIP_STORED) as part:
        for name in _MODULES.read_text("utf-8").split():
            part.writestr(zipfile.ZipInfo(name), whole.read(name))
    return cut.getvalue()


def _our_files() -> Iterator[tuple[str, str]]:
    """Yield the files of coach and of the libraries that it makes sessions with: their paths in the page, and their texts."""
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        inner = path.relative_to(package)
        if path.suffix in (".py", ".html") and inner.parts[0] not in _LEFT_OUT and "_data" not in inner.parts:
            yield f"coach/{inner.as_posix()}", path.read_text("utf-8")
    for name, folder in (("scripts/plans", resources.PLANS), ("scripts/lines", resources.LINES), ("voices", resources.VOICES)):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_text("utf-8")
    for name in _LIBRARIES:
        yield from _library_files(name)


def _library_files(name: str) -> Iterator[tuple[str, str]]:
    import importlib.util

    spec = importlib.util.find_spec(name)
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent
    for path in sorted(folder.rglob("*.py")):
        yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_text("utf-8")


def _licences() -> str:
    texts = {
        f"coach {__version__} (GPL-3.0-or-later; its source is in *-coach.json.bin, compressed with gzip)": "",
        f"Pyodide {RELEASE} (MPL-2.0; its source is published by the Pyodide project)": _own_licence("MPL-2.0.txt"),
        "Python and its standard library (PSF-2.0)": _own_licence("Python.txt"),
    }
    for distribution in _LIBRARIES.values():
        found = importlib.metadata.distribution(distribution)
        licences = [str(file.read_text()) for file in found.files or () if file.name.startswith(("LICENSE", "COPYING"))]
        texts[f"{distribution} {found.version}"] = "\n".join(licences)
    return "\n\n".join(f"{title}\n{'=' * len(title)}\n{text}" for title, text in texts.items())


def _own_licence(name: str) -> str:
    return (LICENCES / name).read_text("utf-8")
