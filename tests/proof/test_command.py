"""`coach check` on the command line: what it prints, and how it ends."""

import json
import re

import pytest
import typer

from coach.cli.check import check
from coach.script.cues import Tone
from coach.session.recipe import FILE_VERSION


@pytest.fixture
def ended(capsys):
    """Run the command on files: its exit code, and what it printed."""

    def run(*files, as_json=False):
        with pytest.raises(typer.Exit) as end:
            check(list(files), json=as_json)
        printed = capsys.readouterr()
        return int(end.value.exit_code), printed.out, printed.err

    return run


@pytest.fixture(scope="session")
def files(bench_of, tmp_path_factory):
    """A file that holds, one that is cut off, and one that is not ours."""
    bench = bench_of()
    good, cut = bench.file("good"), bench.file("cut-off")
    cut.write_bytes(cut.read_bytes()[:-5_000])
    foreign = tmp_path_factory.mktemp("foreign") / "foreign.mp3"
    foreign.write_bytes(b"foreign")
    return good, cut, foreign


def test_a_file_that_holds_ends_with_0(ended, files):
    code, out, err = ended(files[0])
    assert code == 0
    assert out.splitlines()[0] == str(files[0])
    assert "All that can be measured holds. Nothing was left unmeasured." in out
    assert err == ""


def test_a_file_that_fails_ends_with_5_and_says_what_fails(ended, files):
    code, out, _ = ended(files[1])
    assert code == 5
    failing = re.search(r"^ *FAILS: ([^.]*)\.", out, re.MULTILINE)
    assert failing
    assert "length" in failing[1].split(", ")


def test_a_file_of_an_older_version_that_fails_is_named_as_one(ended, bench_of):
    bench = bench_of()
    recipe = json.loads(bench.tags.recipe)
    assert recipe.pop("file_version") == FILE_VERSION
    without_a_tick = bench.without(bench.cue(tone=Tone.COUNT))
    new = bench.file("new", without_a_tick)
    older = bench.file("older", without_a_tick, recipe=json.dumps(recipe))
    named = ["an older version of coach made the file" in ended(path)[1] for path in (new, older)]
    assert named == [False, True]
    _, out, _ = ended(new, older, as_json=True)
    assert [report["made_by_older_version"] for report in json.loads(out)] == [False, True]


def test_a_file_without_a_recipe_ends_with_3_in_one_line(ended, files):
    code, out, err = ended(files[2])
    assert code == 3
    assert out == ""
    assert len(err.splitlines()) == 1


def test_of_several_files_each_is_shown_and_the_worst_code_wins(ended, files):
    code, out, err = ended(*files)
    assert code == 5
    assert [line for line in out.splitlines() if line.endswith(".mp3")] == [str(files[0]), str(files[1])]
    assert "foreign.mp3" in err
    assert ended(files[0], files[2])[0] == 3


def test_as_json_it_prints_one_list_and_nothing_else(ended, files):
    code, out, _ = ended(files[0], files[1], as_json=True)
    assert code == 5
    reports = json.loads(out)
    assert [report["holds"] for report in reports] == [True, False]
    length = next(measurement for measurement in reports[1]["measures"] if measurement["name"] == "length")
    assert length["verdict"] == "fails"
    assert length["figures"]["samples_off"] < 0
