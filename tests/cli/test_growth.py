"""`coach next` and `coach grow`, as functions: one result on stdout, and nothing that was there is lost."""

from itertools import pairwise

import pytest

from coach.cli.growth import grow, next_session, render_command
from coach.errors import ExitCode, OutputError, PlanError, UsageError
from coach.plan.catalogue import find_plan
from coach.plan.model import StandsFor
from coach.plan.next import Advice, Felt, Step
from coach.plan.ratio import Feel


def test_next_says_what_why_and_how(capsys):
    next_session(week=2, felt=Felt.RIGHT)
    headline, reason, command = capsys.readouterr().out.splitlines()
    assert headline == "Do week 3, session 1."
    assert reason.startswith("Why: ")
    assert command == "coach render walk-run-start --week 3 --session 1"


def test_the_command_carries_the_feel_and_a_file_as_it_was_typed():
    assert render_command(Advice(Step.ON, "my plans/start.toml", 2, 1, "", "", Feel.TIRED)) == (
        "coach render 'my plans/start.toml' --week 2 --session 1 --feel tired"
    )


def test_on_windows_the_command_is_quoted_for_powershell(monkeypatch):
    monkeypatch.setattr("coach.remedies._WINDOWS", True)
    assert render_command(Advice(Step.ON, "my plans\\joe's.toml", 2, 1, "", "", None)) == (
        "coach render 'my plans\\joe''s.toml' --week 2 --session 1"
    )


def test_next_knows_the_days_that_were_missed(capsys):
    next_session("walk-run-to-30", week=5, missed=14)
    assert capsys.readouterr().out.endswith("coach render walk-run-to-30 --week 4 --session 1\n")


@pytest.mark.parametrize("told", [{}, {"felt": Felt.RIGHT, "missed": 3}])
def test_next_wants_to_know_one_thing(told):
    with pytest.raises(UsageError, match="give either --felt"):
        next_session(week=2, **told)


def test_grow_writes_a_plan_that_can_be_loaded_and_prints_its_path(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    grow(start="1m/2m", goal="8m/1m")
    shown = capsys.readouterr()
    assert shown.out == "from-1m-2m-to-8m-1m.toml\n"
    plan = find_plan("from-1m-2m-to-8m-1m.toml")
    assert len(shown.err.splitlines()) == len(plan.weeks)
    assert (plan.weeks[0].title, plan.weeks[-1].title) == ("Run 1 min, walk 2 min", "Run 8 min, walk 1 min")


def test_grow_never_writes_over_a_file_unless_it_is_told_to(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        grow(start="1m/2m", goal="30m", out=path)
    assert path.read_text(encoding="utf-8") == "mine"
    grow(start="1m/2m", goal="30m", out=path, force=True)
    assert find_plan(str(path)).weeks[-1].sessions[0].longest_run == 1_800_000


def test_too_much_too_soon_is_bad_input_and_leaves_no_file(tmp_path):
    with pytest.raises(PlanError) as caught:
        grow(start="1m/2m", goal="30m", weeks=4, out=tmp_path / "fast.toml")
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert list(tmp_path.iterdir()) == []


def test_the_walk_after_a_run_grows_by_a_few_steps_each_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    grow("finisher", start="3m", goal="8m")
    plan = find_plan("walk-from-3m-to-8m.toml")
    lengths = [session.duration for week in plan.weeks for session in week.sessions]
    assert (lengths[0], lengths[-1]) == (180_000, 480_000)
    assert plan.stands_for is StandsFor.AFTER_RUN
    for before, after in pairwise(lengths):
        assert before < after <= before + max(20_000, before * 0.11)


@pytest.mark.parametrize(
    ("plan", "start", "goal", "weeks", "message"),
    [
        ("brisk-walk", "3m", "8m", None, "is no walk after a run"),
        ("finisher", "8m", "3m", None, "a longer one to come"),
        ("finisher", "3m", "20m", 2, "takes 7 weeks"),
    ],
)
def test_a_walk_that_cannot_grow_so_is_refused(plan, start, goal, weeks, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((UsageError, PlanError), match=message):
        grow(plan, start=start, goal=goal, weeks=weeks)
    assert list(tmp_path.iterdir()) == []


def test_options_of_runs_are_refused_for_a_walk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="leave them out for a walk"):
        grow("finisher", start="3m", goal="8m", repeat=3)
