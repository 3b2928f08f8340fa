"""What a session's page advises: after each answer, and after days without a session."""

import pytest

from coach.errors import CoachError
from coach.log.standing import WORTH_A_WORD
from coach.mixer.advice import DAYS, answers, is_between, next_session, restarts
from coach.mixer.options import Choices, WebOptions, parse_form, plan_for, requests_for
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.next import AGAIN_FROM, BACK_FROM, REPEAT_FROM, Felt, after_break
from coach.plan.ratio import CUSTOM, Feel
from coach.settings import Settings

CHOICES = Choices({}, ())


def find(plan, week, session, options):
    try:
        return next_session(requests_for(plan_for(plan, options), options, Settings(), week, session)[0], options)
    except CoachError:
        return None


def of(plan, week=1, session=1, **form):
    options = parse_form({name.replace("_", "-"): value for name, value in form.items()}, CHOICES)
    request = requests_for(plan_for(plan, options), options, Settings(), week, session)[0]
    return request, options, find


def answer(felt, *where, **form):
    return next(found for found in answers(*of(*where, **form)) if found.felt is felt)


@pytest.mark.parametrize("missed", [REPEAT_FROM, BACK_FROM, AGAIN_FROM])
def test_the_advice_after_a_break_is_that_of_the_command_line_but_for_the_number_of_days(missed):
    restart = next(one for one in restarts(*of("walk-run-start", 3, 2)) if one.least == missed)
    plan = find_plan("walk-run-start")
    advice = after_break(plan, plan.name, 3, 2, missed)
    assert restart.advice.headline == advice.headline
    assert restart.advice.reason.replace(DAYS, f"{missed} days") == advice.reason
    assert restart.advice.session.path == f"plans/walk-run-start/week-{advice.week}-session-{advice.session}/"


@pytest.mark.parametrize("name", bundled_names())
def test_every_session_says_something_after_every_break_unless_it_is_all_of_its_plan(name):
    plan = find_plan(name)
    for week, sessions in enumerate(plan.weeks, 1):
        for session in range(1, len(sessions.sessions) + 1):
            found = [one.least for one in restarts(*of(name, week, session))]
            if not is_between(plan, session):
                assert found == [WORTH_A_WORD, REPEAT_FROM, BACK_FROM, AGAIN_FROM]
            else:
                assert found in ([WORTH_A_WORD], [WORTH_A_WORD, AGAIN_FROM])


def test_a_mix_is_kept_and_how_the_last_session_felt_is_not():
    right = answer(Felt.RIGHT, "walk-run-start", 1, 1, walk="90s", feel="tired")
    assert right.advice.session.path == "plans/walk-run-start/walk.1m30s/week-1-session-2/"
    hard = answer(Felt.HARD, "walk-run-start", 1, 1, walk="90s")
    assert hard.advice.session.path == "plans/walk-run-start/walk.1m30s_feel.tired/week-1-session-2/"


def test_after_a_rest_the_week_comes_again():
    sore = answer(Felt.SORE, "walk-run-start", 2, 3)
    assert sore.advice.session.path == "plans/brisk-walk/week-1-session-1/"
    assert sore.after_rest.session.path == "plans/walk-run-start/week-2-session-1/"
    assert answer(Felt.SORE, "brisk-walk").after_rest is None


def test_a_session_of_ones_own_is_done_again_and_gets_longer_walks_where_it_was_hard():
    form = {"run": "1m", "walk": "1m", "repeat": "6"}
    for felt, feel in ((Felt.EASY, None), (Felt.RIGHT, None), (Felt.HARD, Feel.TIRED)):
        advice = answer(felt, CUSTOM, **form).advice
        assert advice.headline.startswith("Do it again")
        assert ("feel.tired" in advice.session.path) == bool(feel)
    assert "do this session again" in answer(Felt.SORE, CUSTOM, **form).advice.reason


def test_nothing_is_advised_that_this_site_does_not_have():
    request, options, _ = of("walk-run-start", 4, 3)
    found = answers(request, options, lambda *_: None)
    assert [one.advice.session for one in found] == [None] * len(Felt)
    assert WebOptions() == options
