"""Commands in a process of their own, with folders of their own, and sessions to be exported."""

import pytest
from support import own_folders, run_coach

from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.ratio import Ratio
from coach.session.request import session_requests


def requests_of(name, **ratio):
    """Return all sessions of a bundled plan, in these proportions."""
    return session_requests(find_plan(name), None, None, Ratio(**ratio), None)


BUNDLED = {f"{r.plan.name}-{r.week}-{r.session}": r for name in bundled_names() for r in requests_of(name)}


@pytest.fixture(scope="session")
def bundled():
    """All sessions of all bundled plans, by their names."""
    return BUNDLED


def pytest_generate_tests(metafunc):
    if "bundled_name" in metafunc.fixturenames:
        metafunc.parametrize("bundled_name", bundled_names())


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return own_folders(home, "CACHE", "CONFIG", "DATA", "STATE") | {"TZ": "Europe/Berlin", "COLUMNS": "100"}


@pytest.fixture(scope="session")
def coach(environment, tmp_path_factory):
    """Run a command; `code` is the exit code that it must end with."""
    folder = tmp_path_factory.mktemp("work")

    def run(*words, code=0, cwd=folder, env=None):
        return run_coach(*words, code=code, cwd=cwd, env=environment | (env or {}))

    return run
