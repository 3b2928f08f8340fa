"""What leaves the computer: nothing. What is written: the output, and the product's own folders."""

import os
import shutil
import subprocess
import sys

import pytest

# A computer without a network: either a namespace without interfaces, or sockets that cannot be made.
NO_SOCKETS = """
import socket, sys
def refuse(*_, **__):
    raise OSError("no network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from coach.__main__ import main
sys.argv[0] = "coach"
main()
"""
RENDER = ("render", "--run", "30s", "--walk", "30s", "--repeat", "1", "--out", "output")


def cut_off():
    """Return what a command begins with that has no network, or skip by name."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-n", "true"], check=False, capture_output=True).returncode:
        pytest.skip("unshare -n is not allowed here")
    return [unshare, "-n"]


@pytest.mark.parametrize("way", ["a namespace without interfaces", "sockets refused"])
def test_a_session_is_rendered_without_a_network_and_nothing_is_written_elsewhere(tmp_path, way):
    home = tmp_path / "home"
    (home / "work").mkdir(parents=True)
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = kept | folders | {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    (home / "tmp").mkdir()
    program = [*cut_off(), sys.executable, "-m", "coach"] if way.startswith("a name") else [sys.executable, "-c", NO_SOCKETS]
    done = subprocess.run([*program, *RENDER], cwd=home / "work", env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    written = {path.relative_to(home).parts[:2] for path in home.rglob("*") if path.is_file()}
    assert written == {("work", "output"), ("cache", "coach")}
