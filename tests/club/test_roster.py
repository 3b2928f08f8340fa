"""Rosters as clubs write them: with a spreadsheet, by hand, with mistakes."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import resources
from coach.club import roster_table
from coach.club.roster import EXAMPLE, RosterRow, column_names, folder_of, load_roster
from coach.errors import RosterError
from coach.fields import declarations
from coach.plan.ratio import Ratio
from coach.settings import Settings


@pytest.fixture
def read(tmp_path):
    def load(text, name="roster.csv", **settings):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_roster(path, Settings(**settings))

    return load


def problems(roster):
    return [(problem.number, problem.column) for problem in roster.problems]


def test_every_row_of_the_example_can_be_used(read):
    roster = read(EXAMPLE)
    assert roster.problems == ()
    assert [row.folder for row in roster.rows] == ["ada-lovelace", "grace-hopper", "alan-turing", "edsger-long-intervals"]
    assert [len(row.sessions()) for row in roster.rows] == [12, 30, 9, 1]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_spreadsheet_may_write_commas_semicolons_or_tabs(read, separator, mark, line_end):
    rows = [["Name", "Run", "walk", "repeat"], ["Ann", "1m", "90 sec", "4"], ["", "", "", ""], ["Bob", "1:30", "1m", "2"]]
    roster = read(mark + line_end.join(separator.join(row) for row in rows) + line_end)
    assert [(row.number, row.name, row.ratio.run, row.ratio.walk) for row in roster.rows] == [
        (2, "Ann", 60_000, 90_000),
        (4, "Bob", 90_000, 60_000),
    ]


def test_a_roster_in_toml_is_read_as_one_in_csv(read):
    text = '[[runner]]\nname = "Ann"\nfrom-week = 3\nwalk = "90s"\n[[runner]]\nname = "Bob"\nindoor = true\n'
    toml = read(text, "roster.toml").rows
    csv = read("name,from-week,walk,indoor\nAnn,3,90s,\nBob,,,yes\n").rows
    assert [(row.name, row.from_week, row.ratio, row.settings) for row in toml] == [
        (row.name, row.from_week, row.ratio, row.settings) for row in csv
    ]


def test_a_column_is_there_for_every_field_that_render_takes():
    fields = {declaration.key for cls in (Ratio, Settings) for declaration in declarations(cls).values()}
    assert set(column_names()) - {"name", "plan", "from-week", "folder", "spoken-name"} == fields - {"name", "output"}


def test_everything_that_is_wrong_with_a_row_is_listed_with_its_row_and_column(read):
    roster = read(
        "name,plan,from-week,run,walk,repeat,feel,voice,style,bed,read,folder\n"
        "Ann,,,,,,,,,,,\n"
        ",no-such-plan,0,banana,0s,1.5,sleepy,nobody,loud,gone.mp3,gone.txt,../up\n"
        "Bob,no-such-plan,,,,,,,,,,\n"
        "Cy,,9,,,,,,,,,\n"
        "Di,by-feel,,1m,,,,,,,,\n"
        "Ed,,,,,,,,,,,\n"
    )
    assert [row.name for row in roster.rows] == ["Ann", "Ed"]
    assert problems(roster) == [
        *((3, column) for column in ("from-week", "run", "walk", "repeat", "feel", "voice", "style", "bed", "read", "folder")),
        (3, "name"),
        (4, "plan"),
        (5, "from-week"),
        (6, "run"),
    ]
    assert str(roster.problems[1]) == (
        "row 3, column run: 'banana' is not a duration that can be used here; "
        "write 45s, 1m30s, 5 min, 1:30 or 1h10m (more than 0, at most 24h)"
    )


def test_two_people_of_one_name_have_two_folders(read):
    roster = read("name,folder\nAnn,\nann,\nAnn,ann-3\nÁnn,\nAnn,\n")
    assert [row.folder for row in roster.rows] == ["ann", "ann-2", "ann-3", "ann-4", "ann-5"]


def test_ten_thousand_of_one_name_have_a_folder_each(read):
    rows = read("name\n" + "Ann\n" * 10_000).rows
    assert [row.folder for row in rows] == ["ann", *(f"ann-{number}" for number in range(2, 10_001))]


def test_a_folder_that_somebody_has_is_refused_whatever_its_case(read):
    roster = read("name,folder\nAnn,Team A\nBob,team a\n")
    assert [row.name for row in roster.rows] == ["Ann"]
    assert str(roster.problems[0]) == "row 3, column folder: team a: row 2 has it already; choose another one"


@pytest.mark.parametrize("folder", ["..", "a/b", "a\\b", ".hidden", "con", "end.", "con.txt", "a:b", "x" * 61, "-rf"])
def test_a_folder_that_no_computer_could_have_is_refused(read, folder):
    assert problems(read(f"name,folder\nAnn,{folder}\n")) == [(2, "folder")]


@given(st.text(max_size=80))
def test_a_folder_made_of_a_name_is_one_safe_part_of_a_path(name):
    folder = folder_of(name)
    assert re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,66}[a-z0-9])?)?", folder)
    assert folder not in {"con", "nul", "com1"}


def test_a_name_in_other_letters_has_a_folder_with_the_number_of_its_row(read):
    assert [row.folder for row in read("name\n王芳\n李雷\n").rows] == ["runner-2", "runner-3"]


def test_files_are_looked_for_beside_the_roster_first(read, tmp_path):
    (tmp_path / "ours.toml").write_text((resources.PLANS / "walking-week.toml").read_text())
    (tmp_path / "songs").mkdir()
    row = read("name,plan,bed\nAnn,ours.toml,songs\n").rows[0]
    assert row.plan == str(tmp_path / "ours.toml")
    assert row.settings.bed == str(tmp_path / "songs")
    assert row.sessions()[0].plan.name == "ours"


def test_options_hold_where_a_column_is_empty_but_not_the_name_of_whoever_makes_the_sessions(read):
    first, second = read("name,style,spoken-name\nAnn,,\nBob,plain,Bobby\n", style="calm", name="Trainer", output="out").rows
    assert (first.settings.style, first.settings.name, first.settings.output) == ("calm", "", "out/ann")
    assert (second.settings.style, second.settings.name) == ("plain", "Bobby")


def test_each_runner_of_one_plan_with_distances_has_a_pace_of_their_own(read, tmp_path):
    (tmp_path / "track.toml").write_text('[[week]]\nmain = [{ run = "1 km" }]\n', "utf-8")
    roster = read("name,plan,pace\nAnn,track.toml,5:00/km\nBob,track.toml,\nCleo,track.toml,6:00/km\n")
    assert [row.sessions()[0].timeline.intervals[1].duration for row in roster.rows] == [300_000, 360_000]
    (problem,) = roster.problems
    assert (problem.number, problem.column) == (3, "pace")
    assert "or give your own, with pace or in the config file" in problem.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "has no runner"),
        ("name\n", "has no runner"),
        ("plan\nsmall\n", "the column name is missing"),
        ("name,walks\nAnn,1m\n", "unknown column 'walks'; did you mean walk?"),
        ("name,run,run\nAnn,1m,1m\n", "the column run is there twice"),
        ("name,run\nAnn,1m,2m\n", "row 2: has more cells than the header"),
        ("name,run,\nAnn,1m,2m\n", "row 2: has a cell in a column without a name"),
        ('name\n"Ann\n', "is not valid CSV"),
        (b"name\nJos\xe9\n", "is not text in UTF-8; save it as CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_as_a_whole(read, content, message):
    with pytest.raises(RosterError, match=re.escape(message)):
        read(content)


@pytest.mark.parametrize(
    "content", ["runner = 3\n", '[[runner]]\nname = "Ann"\nwalks = "1m"\n', '[[people]]\nname = "Ann"\n', "x ="]
)
def test_a_toml_file_that_is_no_roster_is_refused_as_a_whole(read, content):
    with pytest.raises(RosterError):
        read(content, "roster.toml")


def test_a_roster_has_limits(read, monkeypatch):
    monkeypatch.setattr(roster_table, "MOST_ROWS", 3)
    assert len(read("name\n" + "Ann\n" * 3).rows) == 3
    with pytest.raises(RosterError, match="more than 3 rows; split it"):
        read("name\n" + "Ann\n" * 4)
    monkeypatch.setattr(roster_table, "LARGEST_ROSTER", 10)
    with pytest.raises(RosterError, match="split it"):
        read("name\n" + "Ann\n" * 3)


def test_a_missing_roster_says_so(tmp_path):
    with pytest.raises(RosterError, match=r"gone\.csv: cannot be read"):
        load_roster(tmp_path / "gone.csv", Settings())


def test_a_row_can_be_sent_to_another_process(read):
    row = read("name,walk,bed\nAnn,90s,beat\n").rows[0]
    copy = pickle.loads(pickle.dumps(row))
    assert isinstance(copy, RosterRow)
    assert copy == row
    assert copy.sessions() == row.sessions()
