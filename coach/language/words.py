"""The written words of a language: what titles, chapters, tags and covers say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Titles:
    """Patterns of titles; names in braces are filled in."""

    run_or_walk: str
    """An interval in which the runner decides."""
    repetition: str
    """Fields: `name` of the interval, `repetition`, `repetitions`."""
    finish: str
    """The closing after the last interval."""
    session: str
    """Field: `session`. For plans with one week."""
    week_and_session: str
    """Fields: `week`, `session`."""
    run: str
    """Field: `duration`, in the summary of a session. The three below are the same for other intervals."""
    walk: str
    run_or_walk_for: str
    run_and_walk: str
    """Fields: `run`, `walk`, which are durations."""
    in_all: str
    """Field: `duration`, the sum of several."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Whole texts and single words."""

    genre: str
    """Of the music tag: players know the English names of genres best."""
    comment: str
    """Of the tag: how to play the file, and what to mind."""
    advice: str
    """How to set the player up, for pages, feeds and calendars."""
    safety: str
    """What to mind, for pages and feeds."""
    minutes: str
    """Under a number on the cover, as are the two below."""
    week: str
    session: str
    end_of_file: str
    """The last line of a cue sheet that is written for people."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the runner changed in a session, for its title. Each but the last four has the field `value`."""

    run: str
    walk: str
    warm_up: str
    cool_down: str
    total: str
    repeat: str
    mile: str
    miles: str
    minute: str
    minutes: str
    each: str
    take: str
    same_total: str
    great: str
    good: str
    tired: str


@dataclass(frozen=True, slots=True)
class UnitSigns:
    """The signs of units, after a number."""

    hour: str
    minute: str
    second: str


@dataclass(frozen=True, slots=True)
class Outline:
    """How the main set of a session is described aloud.

    A pattern may have several phrases, with ` / ` between them; each after the first gets a capital letter. What names a
    count, a length or a place is best a phrase of its own, so that few clips say all sessions. The patterns up to
    `stretches` begin a sentence that has no full stop yet.
    """

    one_run: str
    """Field: `duration`."""
    runs_alike: str
    """Fields: `count`, `duration`. For two or more runs."""
    two_runs: str
    """Fields: `first`, `second`, which are durations."""
    runs: str
    """Fields: `count`, `duration` of the longest."""
    one_stretch: str
    """Field: `duration`. Runs that follow each other without a walk; the two below have the field `count` as well."""
    stretches_alike: str
    stretches: str
    """`duration` is that of the longest."""
    walking: Mapping[str, str]
    """A walk, as a part of a sentence, by flavour; without one, the key is the empty text."""
    then: str
    """Fields: `first`, `second`: two walks, one after the other."""
    a_walk: str
    """Where the walks differ."""
    after_one: str
    """Field: `walks`. A whole sentence about the walks after one run; so are those below."""
    before_one: str
    around_one: str
    """Before and after it."""
    after_each: str
    """After each of several runs; those below are for several runs, too."""
    before_each: str
    between: str
    around: str
    """Before, between and after."""
    only_walk: str
    """Field: `walks`. A whole sentence for a session with one walk; the next one for several rounds of the same walks."""
    walk_rounds: str
    """Fields: `count`, `walks`."""
    walk_lasts: str
    """Field: `duration`. A whole sentence about the walk that has just been named; so are the two below."""
    walks_last: str
    """The same for several walks of one length."""
    of_two_lasts: Mapping[str, str]
    """The same for one of two walks that differ, by its flavour."""


@dataclass(frozen=True, slots=True)
class Paces:
    """How a range of speeds is said. Each has the fields `least` and `most`, which are numbers in words."""

    minutes_per_km: str
    minutes_per_mile: str
    km_per_hour: str
    miles_per_hour: str
    half: str
    """Field: `number`: `nine and a half`."""


@dataclass(frozen=True, slots=True)
class Words:
    """All written words of a language."""

    efforts: Mapping[str, str]
    """The name of each effort, as a title begins with it."""
    flavours: Mapping[str, str]
    titles: Titles
    labels: Labels
    changes: Changes
    units: UnitSigns
    outline: Outline | None = None
    """None in a language whose lines do without it."""
    paces: Paces | None = None
