"""Tests under each Python that coach supports: `make test-versions`, or `nox -s tests-3.12 -- tests/plan`.

An interpreter is looked for in PATH, then among pyenv's. One that is not found is named and left out; that is no failure.
"""

import os
from pathlib import Path

import nox

VERSIONS = ["3.11", "3.12", "3.13"]

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False

ALL_TESTS = ["--numprocesses", "auto", "--dist", "loadfile"]


def _pyenv_programs() -> list[str]:
    """Return the program folders of pyenv's interpreters, the latest first."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [path for version in VERSIONS for path in (root / "versions").glob(f"{version}.*/bin")]
    return [str(path) for path in sorted(found, reverse=True)]


def _without_pyenv_shims(path: str) -> list[str]:
    """Return the folders of PATH but for pyenv's stand-ins: they fail for a version that is installed and not switched on."""
    return [folder for folder in path.split(os.pathsep) if Path(folder).name != "shims"]


os.environ["PATH"] = os.pathsep.join([*_without_pyenv_shims(os.environ.get("PATH", "")), *_pyenv_programs()])


@nox.session(python=VERSIONS)
def tests(session: nox.Session) -> None:
    """Install coach with all that its tests need, and run them (or what stands after `--`)."""
    session.install("--editable", ".[piper,test,words]")
    session.run("python", "-m", "pytest", *(session.posargs or ALL_TESTS))
