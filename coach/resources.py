"""Where the bundled data lives: beside this package in an installed wheel, one folder up in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

PLANS = _ROOT / "scripts" / "plans"
"""The bundled plans, one TOML file each."""

LINES = _ROOT / "scripts" / "lines"
"""The bundled styles, one folder of templates each."""

VOICES = _ROOT / "voices"
"""The bundled voices, one TOML file each."""
