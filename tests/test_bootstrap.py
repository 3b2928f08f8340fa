"""Python is checked before anything is installed, and a broken environment is made anew."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[1] / "bootstrap.sh"
PROGRAMS = ("sh", "cat", "ls", "mkdir", "rm", "touch")

pytestmark = pytest.mark.skipif(
    not BOOTSTRAP.is_file() or sys.platform == "win32", reason="the Makefile's way of setting up, in a checkout"
)


@pytest.fixture
def computer(tmp_path):
    """Give a folder of programs that is all there is in PATH, and has no Python yet."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).symlink_to(shutil.which(name))
    return programs


def add_python(computer, name, change="pass"):
    """Add an interpreter that makes a change to itself when it starts: this one, looking older or lacking a module."""
    site = computer / f"site-{name}"
    site.mkdir()
    (site / "sitecustomize.py").write_text(f"import sys; {change}", "utf-8")
    program = computer / name
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{site}" exec "{sys.executable}" "$@"\n', "utf-8")
    program.chmod(0o755)


TOO_OLD = "sys.version_info = (3, 10, 12, 'final', 0)"
NO_ENSUREPIP = "sys.modules['ensurepip'] = None"


def bootstrap(computer, environment, *stage, **variables):
    return subprocess.run(
        ["sh", str(BOOTSTRAP), str(environment), *stage],
        env={"PATH": str(computer), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_refused(run, environment, *words):
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    for word in ("Python 3.11 or later", *words):
        assert word in run.stderr
    assert not environment.exists()


def works(environment):
    command = [environment / "bin" / "python", "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_without_python_one_line_says_what_is_needed(computer, tmp_path):
    assert_refused(bootstrap(computer, tmp_path / "env"), tmp_path / "env", "python3 was not found")


def test_a_python_that_is_too_old_is_named_and_nothing_is_made(computer, tmp_path):
    add_python(computer, "python3", TOO_OLD)
    assert_refused(bootstrap(computer, tmp_path / "env"), tmp_path / "env", "python3 is Python 3.10")


def test_a_missing_venv_package_is_named_and_nothing_is_made(computer, tmp_path):
    add_python(computer, "python3", NO_ENSUREPIP)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert_refused(bootstrap(computer, tmp_path / "env"), tmp_path / "env", f"sudo apt install {package}")


def test_a_later_python_is_found_behind_one_that_is_too_old(computer, tmp_path):
    add_python(computer, "python3", TOO_OLD)
    add_python(computer, "python3.12")
    assert bootstrap(computer, tmp_path / "env").returncode == 0
    assert works(tmp_path / "env")


def test_the_python_that_is_asked_for_is_the_only_one_that_counts(computer, tmp_path):
    add_python(computer, "python3")
    add_python(computer, "old", TOO_OLD)
    assert_refused(bootstrap(computer, tmp_path / "env", PYTHON="old"), tmp_path / "env", "old is Python 3.10")


def test_a_broken_environment_is_made_anew_and_a_whole_one_is_left_alone(computer, tmp_path):
    add_python(computer, "python3")
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False, symlinks=True)
    assert "made anew" in bootstrap(computer, environment).stderr, "it had no pip"
    assert works(environment)
    assert bootstrap(computer, environment).stderr == ""
    (environment / ".installing").touch()
    assert "made anew" in bootstrap(computer, environment).stderr, "its installation was interrupted"
    moved = environment.rename(environment.with_name("moved"))
    for link in (moved / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3")
    assert "made anew" in bootstrap(computer, moved).stderr, "it was moved, and its Python is gone"
    assert works(moved)


def test_a_folder_that_is_no_environment_is_left_alone(computer, tmp_path):
    add_python(computer, "python3")
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "letters.txt").write_text("dear", "utf-8")
    run = bootstrap(computer, tmp_path / "env")
    assert run.returncode == 1
    assert "move it away" in run.stderr
    assert (tmp_path / "env" / "letters.txt").read_text("utf-8") == "dear"
