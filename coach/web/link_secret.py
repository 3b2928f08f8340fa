"""The secrets in the addresses of a server on the home network: one for each link that was given away, by its name."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Final

from coach.errors import OutputError, UsageError
from coach.given_files import read_at_most

_FIRST_FILE: Final = "link-secret"
"""The secret of the link that has no name."""

_FOLDER: Final = "links"
_SECRET_BYTES: Final = 16
_LARGEST: Final = 1_000
_SECRET: Final = re.compile(r"[\w-]{16,100}", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class LinkSecrets:
    """The secrets in a folder. A link is withdrawn by removing its file: servers that run notice it with the next request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._secrets: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the names of all links that have one, sorted."""
        return tuple(sorted(path.name for path in (self._folder / _FOLDER).glob("*") if _NAME.fullmatch(path.name)))

    def secret(self, name: str = "", *, new: bool = False) -> str:
        """Return the secret of a link. Writes a new one if there is none, or if `new` is set.

        Raises UsageError for a name that cannot be one, and OutputError if it cannot be written: otherwise each start would
        change the links, and the addresses of podcasts.
        """
        path = self._path(name)
        kept = "" if new else _read(path)
        if kept:
            return kept
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secret + "\n")
        except OSError as error:
            raise OutputError(
                f"{path}: cannot be written ({error.strerror}); the secret of the link is stored there"
            ) from error
        return secret

    def withdraw(self, name: str) -> None:
        """Let a link stop working. Raises UsageError where there is none of that name."""
        try:
            self._path(name).unlink()
        except FileNotFoundError as error:
            known = ", ".join(self.names()) or "none; coach serve --lan --link NAME makes one"
            raise UsageError(f"no link {name!r}; there are: {known}") from error
        except OSError as error:
            raise OutputError(f"{self._path(name)}: cannot be removed ({error.strerror}); remove it by hand") from error

    def current(self) -> tuple[str, ...]:
        """Return the secrets that hold now; the files are read again when one was added, changed or removed."""
        seen = _changed(self._folder), _changed(self._folder / _FOLDER)
        if seen != self._seen:
            paths = [self._path(""), *(self._path(name) for name in self.names())]
            self._secrets = tuple(secret for secret in map(_read, paths) if secret)
            self._seen = seen
        return self._secrets

    def _path(self, name: str) -> Path:
        if not name:
            return self._folder / _FIRST_FILE
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name for a link; write small letters, digits and hyphens, such as anna or old-phone"
            )
        return self._folder / _FOLDER / name


def _read(path: Path) -> str:
    """Return the secret in a file; empty where there is none that could be one."""
    with contextlib.suppress(OSError):
        secret = read_at_most(path, _LARGEST).decode("ascii", "replace").strip()
        if _SECRET.fullmatch(secret):
            return secret
    return ""


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
