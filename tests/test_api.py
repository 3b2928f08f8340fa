"""The public interface: light to import, complete, documented, and it does what docs/python.md shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import coach
from coach import errors

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
needs_checkout = pytest.mark.skipif(not PAGE.is_file(), reason="the documents are in the checkout, not in the wheel")


def run(code, folder):
    words = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(words, capture_output=True, text=True, check=True, cwd=folder, env=os.environ)


def test_importing_coach_loads_nothing_else_of_it(tmp_path):
    loaded = run("import coach, sys; print(*sorted(name for name in sys.modules if name.startswith('coach')))", tmp_path)
    assert loaded.stdout.split() == ["coach"]


def test_importing_coach_takes_little_time(tmp_path):
    code = "import time; start = time.process_time(); import coach; print(time.process_time() - start)"
    assert min(float(run(code, tmp_path).stdout) for _ in range(3)) < 0.06


@pytest.mark.parametrize("name", coach.__all__)
def test_every_public_name_is_there_and_documented(name):
    assert getattr(coach, name).__doc__
    assert name in dir(coach)


def test_every_error_of_the_tree_is_public():
    tree = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.CoachError)}
    assert tree <= set(coach.__all__)


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'Renderer'"):
        _ = coach.Renderer


@needs_checkout
def test_the_page_names_all_of_it():
    text = PAGE.read_text("utf-8")
    assert [name for name in coach.__all__ if f"`{name}`" not in text] == []


@needs_checkout
@pytest.mark.slow
def test_the_page_runs_as_written(tmp_path):
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    done = run(code, tmp_path)
    lines = done.stdout.splitlines()
    assert lines[0] == str(Path("output/walk-run-start/week-01-session-1.mp3"))
    assert lines[1].startswith("rate banana: ")
    assert len(list((tmp_path / "runs").rglob("*.mp3"))) == 2


def test_a_request_with_an_unknown_name_says_which_is_near():
    with pytest.raises(coach.UsageError, match="did you mean repeat"):
        coach.Ratio.of(repeats=8)
