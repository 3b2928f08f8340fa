"""The placer: the longest wording that has room, a count of the talk, and a record of losses."""

import pytest
from support import SpokenAtReadingSpeed

from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cue_track import CueTrack, Utterance
from coach.script.cues import CueKind, Delivery, Phrase, Tone
from coach.script.lines import Wording
from coach.script.placer import Placer
from coach.script.topics import Window
from coach.units import SECOND, Milliseconds

LONG = Wording(("Run for one minute and thirty seconds.",))
SHORT = Wording(("Run.",))
BOTH = (LONG, SHORT)
DURATIONS = SpokenAtReadingSpeed()
LENGTHS = {wording: DURATIONS.phrase(Phrase(wording.text)) for wording in BOTH}


def utterance(*wordings, tone=None):
    return Utterance(CueKind.TIP, 0, wordings, tone, Delivery.STEADY)


def placer_of(budget=60_000.0, seconds=120):
    interval = TimedInterval(Effort.WALK, None, Milliseconds(0), Milliseconds(seconds * SECOND), 1, 1)
    timeline = Timeline((interval,))
    return Placer(timeline, CueTrack(timeline, DURATIONS, Milliseconds(0), {}), budget)


def texts(placer):
    return [cue.text for cue in placer.track.cues]


def reasons(placer):
    return [lost.reason for lost in placer.dropped]


def test_the_longest_wording_that_ends_in_time_is_put():
    placer = placer_of()
    assert placer.put_at(utterance(*BOTH), Milliseconds(0), Milliseconds(LENGTHS[LONG]))
    assert (texts(placer), reasons(placer)) == ([LONG.text], [])


def test_a_shorter_wording_is_recorded():
    placer = placer_of()
    assert placer.put_at(utterance(*BOTH), Milliseconds(0), Milliseconds(LENGTHS[LONG] - 1))
    assert (texts(placer), reasons(placer)) == ([SHORT.text], ["said shorter: little room at that moment"])


def test_nothing_is_put_where_not_even_the_shortest_ends_in_time():
    placer = placer_of()
    assert not placer.put_at(utterance(*BOTH), Milliseconds(0), Milliseconds(LENGTHS[SHORT] - 1))
    assert texts(placer) == []


@pytest.mark.parametrize(
    ("budget", "level"),
    [(2 * LENGTHS[LONG], 0), (2 * LENGTHS[LONG] - 1, 1), (2 * LENGTHS[SHORT], 1), (2 * LENGTHS[SHORT] - 1, 2)],
)
def test_the_level_is_the_longest_that_keeps_to_the_share(budget, level):
    utterances = [utterance(*BOTH), utterance(*BOTH)]
    assert placer_of(budget).level(utterances, 1.0, lambda utterance, number: utterance.wordings[number]) == level


@pytest.mark.parametrize(
    ("limit", "text", "why"),
    [
        (LENGTHS[LONG], LONG.text, []),
        (LENGTHS[LONG] - 1, SHORT.text, ["said shorter: the session has its share of talk"]),
    ],
)
def test_affordable_words_are_the_longest_within_the_limit(limit, text, why):
    placer = placer_of(LENGTHS[SHORT])
    placer.limit = limit
    assert placer.put_affordable(utterance(*BOTH), Milliseconds(0), Milliseconds(60 * SECOND))
    assert (texts(placer), reasons(placer)) == ([text], why)


def test_what_is_not_affordable_in_its_shortest_words_is_not_put():
    placer = placer_of(LENGTHS[SHORT])
    assert not placer.put_affordable(utterance(*BOTH), Milliseconds(0), Milliseconds(60 * SECOND), reserve=0.1)
    assert not placer.put_affordable(utterance(), Milliseconds(0), Milliseconds(60 * SECOND))


def test_free_words_are_put_near_their_ideal_moment_at_whole_steps():
    placer = placer_of()
    window = Window(Milliseconds(31_000), Milliseconds(0), Milliseconds(60_000))
    assert placer.put_within(utterance(*BOTH), window)
    assert placer.track.cues[0].start == 30_000


@pytest.mark.parametrize("must", [True, False])
def test_what_must_be_said_is_said_without_talk_left(must):
    placer = placer_of(0.0)
    window = Window(Milliseconds(30_000), Milliseconds(0), Milliseconds(60_000))
    assert placer.put_within(utterance(*BOTH), window, must=must) is must
    assert texts(placer) == ([SHORT.text] if must else [])
    assert reasons(placer) == [
        "said shorter: little room in its interval" if must else "left out: the session has its share of talk"
    ]


def test_after_a_command_without_room_for_words_a_tone_stands_for_them():
    placer = placer_of(seconds=1)
    long = Wording((LONG.text * 3,))
    assert placer.put_after_command(utterance(long, tone=Tone.HALFWAY))
    assert [(cue.tone, cue.text) for cue in placer.track.cues] == [(Tone.HALFWAY, "")]
    assert reasons(placer) == ["said as a bare tone: little room after the command"]
