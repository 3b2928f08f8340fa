"""Ctrl-C at any moment: one line, exit code 130, no half file, and never another voice."""

import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")

PROGRAM = "import sys; from coach.__main__ import main; print('begun', flush=True); sys.argv[0] = 'coach'; main()"
LINE = "coach: interrupted; what was finished is kept"


@pytest.fixture
def interrupted(environment, tmp_path):
    """Run a command with an empty cache, press Ctrl-C some seconds after it has begun; return the code and what was printed."""
    environment = environment | {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(seconds, *words, times=1):
        command = [sys.executable, "-c", PROGRAM, *words]
        with subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline() == "begun\n"
            time.sleep(seconds)
            for _ in range(times):
                process.send_signal(signal.SIGINT)
                time.sleep(0.001)
            _, errors = process.communicate(timeout=60)
        return process.returncode, errors.splitlines()

    return run


RENDER = ("render", "--week", "1", "--session", "1", "--out", "out")


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 3.0])
def test_an_interrupt_at_any_moment_ends_with_130_and_one_line(interrupted, tmp_path, seconds):
    assert interrupted(seconds, *RENDER) == (130, [LINE])
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


COMMANDS = (
    *(("plans",), ("voices",), ("say", "Hello.", "--out", "hello.mp3")),
    *(("calendar", "--start", "2026-12-01"), ("export", "fit", "--out", "out"), ("print", "--out", "plan.html"), ("today",)),
    *(("batch", "roster.csv", "--out", "out"), ("publish", "out", "--base-url", "https://runs.example.org/")),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_ends_so(interrupted, command):
    code, lines = interrupted(0.03, *command)
    assert (code, lines.count(LINE), lines[-1]) == (130, 1, LINE)  # after what the command may have said before
    assert "Traceback" not in "".join(lines)


def test_impatience_ends_it_at_once(interrupted):
    code, lines = interrupted(1.5, *RENDER, times=5)
    assert code == 130
    assert LINE in lines
    assert "Traceback" not in "".join(lines)


SWALLOWING = """
import sys, types
import coach.speech.engine_hibari as engine
class Model:
    sample_rate = 24_000
    def __init__(self, **settings):
        import os, signal, time
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        except KeyboardInterrupt:
            raise ImportError("numpy failed to import") from None  # as compiled modules do
hibari = types.ModuleType("hibari")
hibari.Hibari = Model
hibari.voices = __import__("hibari.voices").voices
sys.modules["hibari"] = hibari
from coach.__main__ import main
sys.argv[0] = "coach"
main()
"""


def test_an_interrupt_that_a_library_turns_into_an_error_stays_an_interrupt(environment, tmp_path):
    environment = environment | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", SWALLOWING, *RENDER]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()) == (130, [LINE])
    assert not (tmp_path / "out").exists()
