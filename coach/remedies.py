"""The commands that get what is missing, written so that they work in this installation: its interpreter, its programs."""

from __future__ import annotations

import re
import sys

_WINDOWS = sys.platform == "win32"

DISTRIBUTION = "walk-run-coach"
"""Under this name coach is installed; it is in no package index."""


def install_command(*packages: str) -> str:
    """Return the command that installs packages beside coach, in the versions that coach asks for.

    It names the running interpreter. In an environment of pipx it is pipx's command; in one without pip, as of uv, it is uv's.
    """
    declared = _declared_requirements()
    requirements = [declared.get(_normalised(package), package) for package in packages]
    return command(*_installer(), *requirements)


def program_path(name: str) -> str:
    """Return the path of a program that a package installed beside coach; it is in PATH only while the environment is."""
    import sysconfig
    from pathlib import Path

    return str(Path(sysconfig.get_path("scripts")) / name) + (".exe" if _WINDOWS else "")


def command(*words: str) -> str:
    """Return words as one line to be pasted into a shell: a POSIX one, on Windows PowerShell."""
    if not _WINDOWS:
        import shlex

        return shlex.join(words)
    line = " ".join(word if re.fullmatch(r"[\w.:\\/+=-]+", word) else "'" + word.replace("'", "''") + "'" for word in words)
    return f"& {line}" if line.startswith("'") else line


def _installer() -> list[str]:
    from importlib.util import find_spec
    from pathlib import Path

    python = sys.executable or "python3"
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return ["pipx", "inject", DISTRIBUTION]
    if find_spec("pip") is None:
        return ["uv", "pip", "install", "--python", python]
    return [python, "-m", "pip", "install"]


def _declared_requirements() -> dict[str, str]:
    """Return name and requirement of all that coach asks for, extras too; nothing where coach runs without being installed."""
    import importlib.metadata

    try:
        lines = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    requirements = [line.partition(";")[0].strip() for line in lines]
    return {_normalised(re.split(r"[^\w.-]", requirement)[0]): requirement for requirement in requirements}


def _normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
