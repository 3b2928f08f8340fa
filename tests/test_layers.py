"""Imports only point down the house, and light commands stay light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import coach

ROOT = Path(coach.__file__).parent

GROUND = {
    "units",
    "errors",
    "progress",
    "resources",
    "cache",
    "hints",
    "remedies",
    "files",
    "given_files",
    "fields",
    "kinds",
    "toml_hints",
    "toml_table",
    "json_table",
    "printable",
    "version",
}
FLOORS = [
    GROUND,
    {"signal"},
    {"language"},
    {"plan"},
    {"script", "log"},
    {"speech"},
    {"sound"},
    {"mp3"},
    {"settings"},
    {"session"},
    {"proof", "export"},
    {"club"},
    {"mixer"},
    {"api"},
    {"web"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}


def room(module):
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("coach") and not node.level:
            yield node.module if node.module != "coach" else f"coach.{node.names[0].name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("coach."))


# The package's own face names what stands above it, for type checkers alone (see test_api).
MODULES = sorted(set(ROOT.rglob("*.py")) - {ROOT / "__init__.py"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_point_down(path):
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    for target in imports(path):
        assert FLOOR[room(target)] <= FLOOR[here], f"{path.name} imports {target}"


@pytest.mark.parametrize("floor", ["language", "plan", "script"])
def test_the_domain_imports_nothing_but_the_standard_library(floor):
    for path in (ROOT / floor).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                top = name.split(".")[0]
                # Lines are written as Jinja2 templates; num2words knows the numbers of other languages than English.
                libraries = {"script": {"jinja2"}, "language": {"num2words"}}.get(floor, set())
                assert top in {"coach", "", *sys.stdlib_module_names, *libraries}, f"{path.name}: {name}"


HEAVY = {
    "numpy",
    "av",
    "pydub",
    "soxr",
    "onnxruntime",
    "hibari",
    "PIL",
    "mutagen",
    "starlette",
    "uvicorn",
    "jinja2",
    "rich",
    "num2words",
    "icalendar",
    "fit_tool",
    "tzlocal",
    "distributed",
}


@pytest.mark.parametrize(
    "words",
    [["--help"], ["plans"], ["plan", "--week", "1"], ["config"], ["render", "--help"], ["today"], ["log"]],
    ids=" ".join,
)
def test_light_commands_import_nothing_heavy(words, tmp_path):
    code = (
        f"import sys, atexit; sys.argv = ['coach', *{words!r}]\n"
        f"atexit.register(lambda: print('LOADED', *sorted({HEAVY!r} & set(sys.modules))))\n"
        "import coach.__main__ as m; m.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.rsplit("LOADED", 1)[1].split() == []
