"""Many phones at once; `load.py` beside this file prints the figures."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture
def load(environment, monkeypatch):
    spec = importlib.util.spec_from_file_location("load", Path(__file__).with_name("load.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, environment[name])
    return module


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="phones come from addresses that only Linux gives to everyone")
def test_phones_with_different_ratios_all_get_their_own_whole_file_and_memory_stays_flat(load):
    phones = 20
    rounds, memory = set(), []
    for answers, _, (now, _) in load.rounds(phones, 5, again=1):
        assert {answer["status"] for answer in answers} == {200}
        assert all(answer["size"] == int(answer["fields"]["content-length"]) for answer in answers)
        rounds.add(tuple(answer["hash"] for answer in answers))
        memory.append(now)
    assert len(rounds) == 1
    assert len(set(rounds.pop())) == phones
    assert memory[-1] < memory[1] * 1.25
