"""The table of a roster: the cells of each row, as text, out of a CSV or a TOML file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from coach.errors import RosterError
from coach.given_files import open_file
from coach.hints import did_you_mean
from coach.toml_table import LONGEST_SHOWN, load_table

LARGEST_ROSTER: Final = 20_000_000
"""Bytes."""

MOST_ROWS: Final = 100_000
LONGEST_CELL: Final = 300
HEADER_ROW: Final = 1
"""Rows are counted as a spreadsheet counts them: the header is the first."""

NAME: Final = "name"
"""The one column that every roster has."""

_SEPARATORS: Final = (",", ";", "\t")


def table_rows(path: Path, known: Sequence[str]) -> list[tuple[int, dict[str, object]]]:
    """Read the number and the cells of every row that is not empty; `known` are the columns that there may be.

    Rows of a CSV file are counted as a spreadsheet counts them, those of a TOML file from 1. Raises RosterError for a file that
    cannot be read, without rows, or with an unknown column.
    """
    rows = list(_toml_rows(path, known) if path.suffix.lower() == ".toml" else _csv_rows(path, known))
    if not rows:
        raise RosterError(f"{path}: has no runner; write one in each row below the header (`coach batch --example`)")
    return rows


def _csv_rows(path: Path, known: Sequence[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Read a CSV file (RFC 4180) with commas, semicolons or tabs: number and cells of every row that is not empty."""
    lines = csv.reader(io.StringIO(_text(path), newline=""), delimiter=_separator(path), strict=True)
    header: tuple[str, ...] | None = None
    try:
        for number, row in enumerate(lines, HEADER_ROW):
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = _header(path, row, known)
                continue
            if number > MOST_ROWS + HEADER_ROW:
                raise RosterError(f"{path}: has more than {MOST_ROWS} rows; split it")
            cells = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
            if any(cells[len(header) :]):
                raise RosterError(f"{path}, row {number}: has more cells than the header; put text with commas in quotes")
            if any(cell for name, cell in zip(header, cells, strict=False) if not name):
                raise RosterError(f"{path}, row {number}: has a cell in a column without a name; name it in the first row")
            yield number, dict(zip(header, map(_cut, cells), strict=False))
    except csv.Error as error:
        raise RosterError(f"{path}, line {lines.line_num}: is not valid CSV ({error}); save it as CSV once more") from error


def _header(path: Path, row: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    names = tuple(_column_name(cell) for cell in row)
    _check_columns(path, [name for name in names if name], known)
    doubled = {name for name in names if name and names.count(name) > 1}
    if doubled:
        raise RosterError(f"{path}: the column {', '.join(sorted(doubled))} is there twice; remove one of them")
    return names


def _toml_rows(path: Path, known: Sequence[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Read a TOML file with a table [[runner]] for each."""
    table = load_table(path, RosterError, str(path), "check the path")
    table.only("runner")
    for number, runner in enumerate(table.sections("runner", "runner"), 1):
        row = {_column_name(key): value for key, value in runner.table.items()}
        _check_columns(path, row, known)
        yield number, {key: _of_toml(value) for key, value in row.items()}


def _of_toml(value: object) -> object:
    return value if isinstance(value, bool | int | float) else _cut(str(value).strip())


def _check_columns(path: Path, names: Iterable[str], known: Sequence[str]) -> None:
    names = list(names)
    for name in names:
        if name not in known:
            raise RosterError(f"{path}: unknown column {name[:LONGEST_SHOWN]!r}; {did_you_mean(name[:LONGEST_SHOWN], known)}")
    if NAME not in names:
        raise RosterError(f"{path}: the column name is missing; the first row names the columns (`coach batch --example`)")


def _column_name(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().lower())


def _cut(cell: str) -> str:
    return cell[:LONGEST_CELL]


def _separator(path: Path) -> str:
    """Return what separates cells: whatever the header has most of. Spreadsheets of many countries write semicolons."""
    first = next((line for line in _text(path).splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _text(path: Path) -> str:
    try:
        with open_file(path) as file:
            content = file.read(LARGEST_ROSTER + 1)
        if len(content) > LARGEST_ROSTER:
            raise RosterError(f"{path}: is larger than {LARGEST_ROSTER // 1_000_000} MB; split it")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise RosterError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error
    except UnicodeDecodeError as error:
        raise RosterError(f"{path}: is not text in UTF-8; save it as CSV UTF-8") from error
