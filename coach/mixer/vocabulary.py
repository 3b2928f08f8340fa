"""The vocabulary: every phrase that a session of a mixer can need, whatever is chosen.

It is read off the lines, not drawn: each part is rendered for every structure of a session, and there for every value of each
variable that is heard, one variable after another. So no phrase may name two variables of which both have many values; the
lines of the bundled styles do not (`tests/mixer/test_vocabulary.py`). Of conditions, what a plan decides is known, and so is
what is new in a week; what depends on a moment or on a choice is taken to hold and not to hold: the vocabulary has more than is
needed, and never less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Final

from coach.mixer.domains import Domain, Values, domains
from coach.mixer.offered_sessions import in_all_lengths, structures
from coach.plan.context import SessionContext
from coach.plan.model import Coaching, Effort, Plan
from coach.plan.timeline import TimedInterval
from coach.plan.treadmill import setting
from coach.script.conditions import Condition, Lines, condition
from coach.script.cues import Delivery, Phrase
from coach.script.facts import PLAN_FACTS, session_facts
from coach.script.lines import Style
from coach.script.outline import outline_variables
from coach.script.parts import Part, Scope, command_part
from coach.script.template_names import TemplateNames
from coach.script.topic_choice import COMPANY, FUEL, TOPICS, UPHILL
from coach.script.topics import TALK_REMINDER, TALK_TEST
from coach.script.variables import interval_variables, session_variables
from coach.script.week_facts import NEWS_FACTS
from coach.settings import Settings
from coach.units import Milliseconds

_CONDITION: Final = re.compile(r"\[if\b([^\]]*)\]\s*")
_PAUSE: Final = re.compile(r"\[[^\]]*\]")
_BETWEEN_PHRASES: Final = re.compile(r"[|/](?![^\[]*\])")
"""What parts wordings and phrases; not the `|` inside a condition."""

_DELIVERIES: Final = {
    **{topic.part: topic.delivery for topic in (*chain(*TOPICS.values()), COMPANY, FUEL, UPHILL, TALK_TEST, TALK_REMINDER)},
    **{part: Delivery.BRISK for part in Part if part.startswith("command") or part in (Part.WARNING, Part.LAST_RUN)},
    **dict.fromkeys((Part.COMMAND_COOL_DOWN, Part.AHEAD, Part.FINISH), Delivery.CALM),
}
"""How the phrases of a part are spoken, where that is not steadily."""

_KNOWN: Final = PLAN_FACTS | NEWS_FACTS
"""Facts of which a structure decides whether they hold, whatever is chosen."""

_OF_TEXTS: Final = frozenset({Part.STORY_START, Part.STORY_END})

_IN_ITS_INTERVAL: Final = frozenset(
    {Part.WARNING, Part.TIME_LEFT, Part.LAST_RUN, *(part for part in Part if part.startswith("command"))}
)
"""Parts whose lines are heard in the interval that they are about. All others may be heard in any."""

Fixed = tuple[tuple[str, object], ...]
"""Variables in no domain, and what they are."""

_Situation = tuple[Part, Mapping[str, object], frozenset[str], Effort | None]
"""A part, what its lines may use, which of the known facts hold, and in which intervals it is heard: None for all."""

_Wording = tuple[Condition, str]
"""A phrase as it is written, and what its line needs."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a phrase can be heard."""

    in_runs: bool = False
    in_walks: bool = False
    """Also in the warm-up and the cool-down."""
    in_closing: bool = False
    """After the plan's time."""
    names_time: bool = False
    """Whether it may have to be heard at a certain time."""

    def __or__(self, other: Places) -> Places:
        """Return both together."""
        return Places(
            self.in_runs or other.in_runs,
            self.in_walks or other.in_walks,
            self.in_closing or other.in_closing,
            self.names_time or other.names_time,
        )


_ANYWHERE: Final = Places(in_runs=True, in_walks=True)


def vocabulary(plans: Sequence[Plan], style: Style, settings: Settings) -> tuple[Phrase, ...]:
    """Return every phrase that a session can need: a ratio of one's own, or a session of these plans, within `limits`.

    Of the settings, those that a mixer fixes are read: units, runner, and whether it is indoors. Raises LinesError.
    """
    return tuple(vocabulary_places(plans, style, settings))


def vocabulary_places(plans: Sequence[Plan], style: Style, settings: Settings) -> Mapping[Phrase, Places]:
    """Return the vocabulary, and where each phrase can be heard. Raises LinesError."""
    found: dict[Phrase, Places] = {}
    for phrase, places in _Vocabulary(plans, style, settings).phrases():
        found[phrase] = found.get(phrase, Places()) | places
    return found


class _Vocabulary:
    def __init__(self, plans: Sequence[Plan], style: Style, settings: Settings) -> None:
        self.style = style
        self.settings = settings
        self.contexts = [each for each in structures(plans, settings.runner) if each.coaching is not Coaching.NARRATED]
        outlines = [
            outline_variables(context.timeline, style.language)
            for context in chain(self.contexts, in_all_lengths(plans, settings.runner))
        ]
        own: dict[tuple[Effort, bool], set[Milliseconds]] = {}
        for context in self.contexts:
            for interval in context.timeline.intervals:
                own.setdefault((interval.effort, interval.free), set()).add(interval.duration)
        runs, walks = (dict.fromkeys(each[name] for each in outlines) for name in ("runs", "walks"))
        self.domains = domains(style.language, own, runs, walks)
        self.names: dict[Part, TemplateNames] = {}
        self.known: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    def phrases(self) -> Iterator[tuple[Phrase, Places]]:
        for (part, effort, fixed), facts in self._asked_for().items():
            delivery = _DELIVERIES.get(part, Delivery.STEADY)
            places = _places(part, effort)
            for lines in self._lines(part, dict(fixed)):
                yield from ((Phrase(text, delivery), places) for text in self._spoken(lines, facts))
        yield from ((note, _ANYWHERE) for note in self._notes())

    def _asked_for(self) -> dict[tuple[Part, Effort | None, Fixed], set[frozenset[str]]]:
        """Return which parts are asked for, where, with the variables that are in no domain, and for which facts."""
        found: dict[tuple[Part, Effort | None, Fixed], set[frozenset[str]]] = {}
        for part, variables, facts, effort in self._situations():
            if part not in self.names:
                self.names[part] = self.style.names(part)
            used = self.names[part].used
            fixed = {name: value for name, value in variables.items() if name in used and not self._is_in_domain(name)}
            fixed |= {name: variables[name] for name in self._decisive(part) if name in variables}
            found.setdefault((part, effort, tuple(fixed.items())), set()).add(facts)
        return found

    def _decisive(self, part: Part) -> Iterator[str]:
        """Yield the variables on which domains depend that this part uses."""
        if "duration" in self.names[part].used:
            yield from ("effort", "free")
        if "run_count" in self.names[part].used:
            yield "has_runs"

    def _is_in_domain(self, name: str) -> bool:
        return any(name in domain.names for domain in self.domains)

    def _situations(self) -> Iterator[_Situation]:
        """Yield every part with what each structure gives it. What only lengths and counts decide is in the domains."""
        style, settings = self.style, self.settings
        for context in self.contexts:
            facts = session_facts(context, indoor=settings.indoor) & _KNOWN
            base = session_variables(context, "", settings.units, style.language)
            for part in Part:
                if part.scope in (Scope.SESSION, Scope.HOURS_DONE) and part not in _OF_TEXTS and not style.leaves_out(part):
                    yield part, base, facts, None
            for index, interval in enumerate(context.timeline.intervals):
                variables = {**interval_variables(base, context.timeline, index, style.language), "free": interval.free}
                for part in _parts_of(interval, context, is_last=index == len(context.timeline.intervals) - 1):
                    yield part, variables, facts, _heard_in(part, interval)

    def _lines(self, part: Part, fixed: Values) -> Iterator[Lines]:
        """Render a part for every value of each of its variables that can be heard, beside some of the others."""
        names = self.names[part]
        used = [domain for domain in self.domains if domain.names & names.used]
        heard = [domain for domain in used if domain.names & names.printed]
        ones: Sequence[Domain | None] = heard or [None]
        for one in ones:
            others = [domain for domain in used if domain is not one]
            for situation, every in self._telling(part, fixed, one, others):
                yield from (self._rendered(part, situation, value) for value in every)

    def _telling(
        self, part: Part, fixed: Values, one: Domain | None, others: Iterable[Domain]
    ) -> Iterator[tuple[Values, Iterable[Values]]]:
        """Yield values of the others, and values of the one, that together bring all phrases.

        A few values of the one stand for all: where they bring no phrase that is not known, no value does; and what is said
        with each of them depends on none, so a single value brings it.
        """
        every = list(one.all_values(fixed)) if one else [{}]
        few = list(one.few_values(fixed)) if one else [{}]
        known: set[_Wording] = set()
        for values in product(*(domain.few_values(fixed) for domain in others)):
            situation = dict(fixed)
            for each in values:
                situation |= each
            found = [_wordings(self._rendered(part, situation, value)) for value in few]
            always = frozenset.intersection(*found) if len(few) > 1 else frozenset()
            new = frozenset.union(*found) - known
            if new:
                yield situation, every[: 1 if new <= always else None]
            known |= new

    def _rendered(self, part: Part, situation: Values, value: Values) -> Lines:
        used = self.names[part].used
        return self.style.lines(part, {name: each for name, each in {**situation, **value}.items() if name in used})

    def _spoken(self, lines: Lines, kinds: Iterable[frozenset[str]]) -> Iterator[str]:
        """Yield the phrases of the lines that can become true where one of these sets of facts holds."""
        for facts in sorted({each & lines.facts for each in kinds}, key=sorted):
            for needed, text in lines.lines:
                if needed.may_hold(facts, _KNOWN):
                    key = (text, facts)
                    if key not in self.known:
                        self.known[key] = tuple(phrases_of(text, facts, _KNOWN))
                    yield from self.known[key]

    def _notes(self) -> Iterator[Phrase]:
        """Yield what the plans themselves say about sessions and intervals, and speeds and inclines."""
        language, settings = self.style.language, self.settings
        for context in self.contexts:
            notes = [context.content.note]
            for interval in context.timeline.intervals:
                notes.append(interval.note)
                if interval.speed is not None or settings.indoor:
                    words = setting(interval.speed, interval.incline, settings.units)
                    spoken = language.speakable(f"{words}.") if words and language.spell_out else ""
                    notes.append(spoken[:1].upper() + spoken[1:])
            yield from (Phrase(language.speakable(note)) for note in notes if note)


def _wordings(lines: Lines) -> frozenset[_Wording]:
    """Return the phrases of the lines as they are written, each with what its line needs."""
    return frozenset((needed, phrase) for needed, text in lines.lines for phrase in _BETWEEN_PHRASES.split(text))


def _parts_of(interval: TimedInterval, context: SessionContext, *, is_last: bool) -> Iterable[Part]:
    yield command_part(interval, context.coaching)
    yield from (part for part in Part if part.scope is Scope.INTERVAL or (part.scope is Scope.WARNING and not is_last))
    if interval.effort is Effort.RUN:
        yield from (part for part in Part if part.scope is Scope.RUN)
    if not interval.free:
        yield from (part for part in Part if part.scope is Scope.TIME_LEFT)


def _heard_in(part: Part, interval: TimedInterval) -> Effort | None:
    """Return in which intervals a part is heard that is about this one: runs, or walks (all others); None for all."""
    if part not in _IN_ITS_INTERVAL:
        return None
    return Effort.RUN if interval.effort is Effort.RUN else Effort.WALK


def _places(part: Part, effort: Effort | None) -> Places:
    return Places(
        in_runs=effort is not Effort.WALK,
        in_walks=effort is not Effort.RUN,
        in_closing=part is Part.FINISH,
        names_time=part in {Part.TIME_LEFT, Part.WARNING},
    )


def phrases_of(line: str, facts: frozenset[str] = frozenset(), known: Collection[str] = ()) -> Iterator[str]:
    """Yield the phrases of a line in all its wordings; one with conditions inside, with and without what they are about.

    Which of the facts in `known` hold is known: these are `facts`.
    """
    for phrase in _BETWEEN_PHRASES.split(line):
        first, *rest = _CONDITION.split(phrase)
        conditional = [(condition(needed), text) for needed, text in zip(rest[::2], rest[1::2], strict=True)]
        for kept in product(*(_texts(needed, text, facts, known) for needed, text in conditional)):
            text = " ".join(" ".join((first, *kept)).split())
            if any(letter.isalnum() for letter in text) and not _PAUSE.fullmatch(text):
                yield text


def _texts(needed: Condition, text: str, facts: frozenset[str], known: Collection[str]) -> Iterator[str]:
    """Yield what can be said of a conditional text: itself, and nothing."""
    if needed.may_hold(facts, known):
        yield text
    if not needed.must_hold(facts, known):
        yield ""
