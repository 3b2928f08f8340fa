"""A text file as a narrator reads it."""

import contextlib
import time

import pytest

from coach.errors import InputError
from coach.script.reading import load_text

BOOK = """*** START OF THE PROJECT EBOOK 99999 ***

CHAPTER I.

Mr. Brown went home.[1] “Is it _far_?”
she asked--and sighed.

  [1] See Vol. II, pp. 12-14.
  It goes on here.

| Day | Walk |
|-----|------|
| Mon | 2 km |

* * * * *

[Illustration: a lamp]
The end.

*** END OF THE PROJECT EBOOK 99999 ***
A licence of many pages.
"""

HTML = """<!DOCTYPE html><html><head><title>No</title><style>p { color: red }</style></head><body><nav>Menu</nav>
<h1>The walk</h1><p>One &amp; two<sup>3</sup> <em>steps</em>.<br>Then home.</p><script>let x = "<p>no</p>";</script>
<table><tr><th>Day</th><td>Monday</td></tr></table></body></html>"""


def read(tmp_path, text, name="text.txt"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return [phrase.text for phrase in load_text(path)]


def test_a_book_is_read_without_what_its_publisher_and_its_printer_added(tmp_path):
    assert read(tmp_path, "A licence.\n" + BOOK) == [
        *("CHAPTER one", "Mister Brown went home.", "Is it far?", "she asked, and sighed.", "Day, Walk."),
        *("Monday, two kilometres.", "The end."),
    ]


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_html_is_read_without_its_tags(tmp_path, name):
    assert read(tmp_path, HTML, name) == ["The walk", "One and two steps.", "Then home.", "Day, Monday,"]


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        ("<p>One. <![if x]>Two.<![amp;]><![CDATA[ x ]]>", ["One.", "Two."]),
        ("<p>One. <!-- <b>no</b> -->Two.<!--> Three.", ["One.", "Two.", "Three."]),
        ("<p>One. <!-- Two.", ["One.", "Two."]),
        ("<p>One.<img alt='a > b' title=\"it's\"> Two.", ["One.", "Two."]),
        ("<p>One. <a href='x>Two.</a>", ["One.", "Two."]),
    ],
)
def test_odd_html_loses_no_word(tmp_path, html, sentences):
    assert " ".join(read(tmp_path, html, "page.html")) == " ".join(sentences)


def test_a_line_with_less_than_signs_is_no_html(tmp_path):
    assert read(tmp_path, "Is 3 < 4? Yes, and 5 > 4.") == ["Is three four?", "Yes, and five four."]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a" * 200_000, "word.txt"),
        ("[" * 200_000, "brackets.md"),
        ("1" * 200_000, "digits.txt"),
        ("* " * 100_000, "stars.md"),
        ("a@" * 100_000, "at.txt"),
        ("<p>" + "<" * 200_000, "less.html"),
        ("<p>" + "<!--" * 50_000, "comments.html"),
        ("<p>" + "<!----!>" * 25_000, "odd-comments.html"),
        ("<p>" + "<a " * 60_000, "tags.html"),
        ("<p>" + "<a href='<a href='>" * 10_000, "quotations.html"),
        ("a" + " " * 200_000 + "a", "spaces.txt"),
        ("|" * 200_000, "pipes.txt"),
        ("\n " * 100_000, "lines.txt"),
    ],
)
def test_a_text_of_twice_the_length_takes_about_twice_the_time(tmp_path, text, name):
    def seconds(content):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        begin = time.process_time()
        with contextlib.suppress(InputError):
            load_text(path)
        return time.process_time() - begin

    half = text[: len(text) // 4]
    seconds(half)
    assert seconds(text) < 12 * seconds(half) + 0.2
