"""What the tests of the session room share."""

import pytest

from coach.cache import Cache
from coach.plan.adjust import custom_plan
from coach.plan.ratio import Ratio
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.units import Milliseconds


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    """One cache for all: a phrase is spoken once."""
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def short_request():
    """A session of one's own: one run of a minute, one walk of a minute."""
    ratio = Ratio(run=Milliseconds(60_000), walk=Milliseconds(60_000), repeat=1)
    return session_requests(custom_plan(ratio), None, None, ratio, None)[0]


@pytest.fixture(scope="session")
def built_file(short_request, shared_cache, tmp_path_factory):
    """A finished file of that session."""
    settings = Settings(output=str(tmp_path_factory.mktemp("built")))
    return Renderer(settings, cache=shared_cache).render([short_request])[0]
