"""Templates are compiled once, and found in the cache from then on."""

import pytest
from jinja2 import Environment

from coach.script.lines import load_style


@pytest.fixture
def own(tmp_path):
    """A style whose one part says something."""
    folder = tmp_path / "own"
    folder.mkdir()

    def says(words):
        (folder / "story-end.j2").write_text(words, "utf-8")
        return str(folder)

    return says


def entries(cache):
    return [path for path in cache.folder.rglob("*") if path.is_file()]


def closing_lines(style):
    return style.variants("story-end", {})


def test_a_template_that_was_compiled_is_not_compiled_again(cache, own, monkeypatch):
    folder = own("That was {{ 2 }} stories.")
    first = closing_lines(load_style(folder, cache))
    monkeypatch.setattr(Environment, "compile", None)
    assert closing_lines(load_style(folder, cache)) == first
    assert first[0][0].text == "That was two stories."


def test_a_template_that_was_changed_is_compiled_anew(cache, own):
    closing_lines(load_style(own("The end."), cache))
    assert closing_lines(load_style(own("It is over."), cache))[0][0].text == "It is over."


def test_a_damaged_entry_is_compiled_anew(cache, own):
    style = own("The end.")
    closing_lines(load_style(style, cache))
    for path in entries(cache):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert closing_lines(load_style(style, cache))[0][0].text == "The end."


def test_without_a_cache_nothing_is_kept(cache, own):
    assert closing_lines(load_style(own("The end.")))[0][0].text == "The end."
    assert entries(cache) == []
