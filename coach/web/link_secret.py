"""The secret in the addresses of a server on the home network."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from coach.errors import OutputError

_FILE_NAME: Final = "link-secret"
_SECRET_BYTES: Final = 16


def link_secret(folder: Path, *, new: bool = False) -> str:
    """Return the secret in the folder. Writes a new one if there is none, or if `new` is set.

    Raises OutputError if it cannot be written: otherwise each start would change the links, and the addresses of podcasts.
    """
    path = folder / _FILE_NAME
    if not new:
        with contextlib.suppress(OSError):
            secret = path.read_text(encoding="ascii", errors="replace").strip()
            if len(secret) >= _SECRET_BYTES and all(letter.isalnum() or letter in "-_" for letter in secret):
                return secret
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secret + "\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); the secret of the link is stored there") from error
    return secret
