"""The engine of a published mixer: one pinned release, cut, compressed, with its licences."""

import gzip
import json
import os
import zipfile
from io import BytesIO

import pytest

from coach.errors import OutputError, UsageError
from coach.mixer.engine import PINNED, RELEASE, build_engine, find_release


@pytest.fixture(scope="module")
def release(tmp_path_factory, outside_tool):
    outside_tool("npm")
    return find_release(None, tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def engine(release):
    return build_engine(release)


def part(engine, name):
    return gzip.decompress(engine.files[engine.index["files"][name]["address"]])


def test_a_browser_fetches_at_most_seven_megabytes(engine):
    assert engine.size < 7_000_000
    assert sum(file["size"] for file in engine.index["files"].values()) == engine.size


def test_the_same_release_gives_the_same_files(engine, release):
    assert build_engine(release) == engine


def test_its_library_has_the_modules_that_are_listed_and_its_code_no_room_that_a_page_never_enters(engine):
    with zipfile.ZipFile(BytesIO(part(engine, "library.zip"))) as library:
        assert "json/decoder.py" in library.namelist()
        assert not any(name.startswith(("tkinter", "test", "idlelib")) for name in library.namelist())
    code = json.loads(part(engine, "coach.json"))
    assert {"coach/mixer/in_page.py", "coach/session/renderer.py", "voices/heart.toml", "jinja2/environment.py"} <= code.keys()
    assert not any(name.startswith(("coach/web/", "coach/cli/")) for name in code)


def test_licences_of_all_that_is_shipped_lie_beside_it(engine):
    text = engine.files["mixer/engine/licences.txt"].decode()
    for name in ("Mozilla Public License", "PYTHON SOFTWARE FOUNDATION", "Jinja2", "MarkupSafe", "mutagen"):
        assert name in text


def test_another_release_is_refused_with_the_name_of_the_file(tmp_path, release):
    for name in PINNED:
        (tmp_path / name).write_bytes((release / name).read_bytes() + (b"!" if name == "pyodide.mjs" else b""))
    with pytest.raises(UsageError, match=rf"pyodide\.mjs is not that of Pyodide {RELEASE}"):
        build_engine(tmp_path)


def test_a_release_that_is_damaged_where_it_is_kept_is_fetched_again(tmp_path, release, outside_tool):
    outside_tool("npm")
    place = tmp_path / release.name
    place.mkdir()
    for name in PINNED:
        content = (release / name).read_bytes()
        (place / name).write_bytes(content[:-1] + b"!" if name == "python_stdlib.zip" else content)
    assert find_release(None, tmp_path) == place
    build_engine(place)


@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder", "a file of a terabyte"])
def test_what_is_no_file_of_the_release_is_refused_at_once(tmp_path, kind):
    place = tmp_path / "pyodide.asm.wasm"
    if kind == "a pipe":
        os.mkfifo(place)
    elif kind == "a device":
        place.symlink_to("/dev/zero")
    elif kind == "a folder":
        place.mkdir()
    else:
        place.touch()
        os.truncate(place, 10**12)
    with pytest.raises(UsageError, match=rf"pyodide\.asm\.wasm is not there; name the folder of Pyodide {RELEASE}"):
        build_engine(tmp_path)


def test_a_folder_without_the_release_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"pyodide\.asm\.wasm is not there"):
        build_engine(find_release(tmp_path, tmp_path))


def test_the_package_as_npm_unpacks_it_is_found_in_its_folder(tmp_path):
    (tmp_path / "package").mkdir()
    assert find_release(tmp_path, tmp_path) == tmp_path / "package"


def test_without_npm_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match="npm is not here") as error:
        find_release(None, tmp_path)
    assert "pyodide" in str(error.value)
