"""Forty sessions, drawn over all that a published mixer offers, made in a real browser: each is the one that is rendered."""

import os
import random
from functools import partial

import pytest
from mixer_wishes import CUES, of_plan, own_ratio
from published_mixer import STARTED, assert_same_session, assert_whole, form_request, make, query, save, web_host, words
from support import run_coach

from coach.errors import CoachError
from coach.mixer.limits import check
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.model import Coaching
from coach.settings import Settings

pytestmark = pytest.mark.long

VOICE = os.environ.get("COACH_MIXER_VOICE", "heart")
OWN, OF_PLANS = 30, 10
OVER_BEAT_EVERY = 4
ENDS = ({"run": "5s", "walk": "5s", "repeat": "200"}, {"run": "5m", "walk": "1m", "total": "3h"})
SLOW = 300_000


def drawn_forms():
    """Draw the forms; those that the mixer refuses are drawn again."""
    draw = random.Random("forty mixes")
    plans = [plan.name for plan in map(find_plan, bundled_names()) if plan.coaching is not Coaching.NARRATED]
    forms = list(ENDS)
    for count, one in ((OWN, own_ratio), (OWN + OF_PLANS, partial(of_plan, plans=plans))):
        while len(forms) < count:
            form = one(draw)
            form |= {name: draw.choice(values) for name, values in CUES.items() if draw.random() < 0.2}
            form |= {"talk": draw.choice(["commands", "less", "normal", "more"])} if draw.random() < 0.5 else {}
            try:
                check(*form_request(form, Settings()))
            except CoachError:
                continue
            forms.append(form)
    return [form | ({"bed": "beat"} if number % OVER_BEAT_EVERY == 0 else {}) for number, form in enumerate(forms)]


@pytest.fixture(scope="module")
def mixer_environment(environment):
    """The environment of these tests; a cache that is named has the words of an earlier run."""
    kept = os.environ.get("COACH_MIXER_CACHE")
    return environment | ({"XDG_CACHE_HOME": kept} if kept else {})


@pytest.fixture(scope="module")
def published(mixer_environment, tmp_path_factory):
    """Publish a site; one that is named was published from the cache that is named."""
    folder = os.environ.get("COACH_MIXER_SITE")
    if not folder:
        folder = tmp_path_factory.mktemp("site")
        given = ("publish", folder, "brisk-walk", "--base-url", "https://example.org/", "--mixer-beat", "--voice", VOICE)
        run_coach(*given, cwd=folder, env=mixer_environment)
    with web_host(folder) as server:
        yield server


@pytest.mark.parametrize("form", drawn_forms(), ids=query)
def test_any_session_made_in_the_page_is_the_one_that_is_rendered(
    form, published, mixer_environment, window, tmp_path, outside_tool
):
    page = window(f"{published.address}mixer/index.html?{query(form)}", accept_downloads=True)
    page.wait_for_selector(STARTED, timeout=SLOW)
    make(page)
    saved = save(page, tmp_path / "saved.mp3")
    command = partial(run_coach, cwd=tmp_path, env=mixer_environment)
    rendered = command("render", *words(form), "--voice", VOICE, "--out", tmp_path)
    assert_same_session(saved, tmp_path / rendered.stdout.strip().splitlines()[-1])
    command("check", saved)
    assert_whole(saved, outside_tool)
    assert not page.messages
