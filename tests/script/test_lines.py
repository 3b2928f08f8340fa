"""The styles: every line of every part, in every situation that a part can tell from another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, combinations, pairwise, product
from typing import Any

import pytest
from jinja2 import Environment, meta

from coach import resources
from coach.language.english import ENGLISH
from coach.language.model import UNSPEAKABLE
from coach.script.lines import Style, Variant, Wording, bundled_styles, load_style
from coach.units import SECOND

STYLES = ("calm", "plain", "warm")
WORDS_A_SECOND = 2.6
words = ENGLISH.number

INTERVAL_PARTS = {
    "command-run": 4,
    "command-walk": 4,
    "command-warm-up": 3,
    "command-cool-down": 3,
    "command-by-feel": 2,
    "command-hills": 2,
    "warning": 4,
    "time-left": 3,
    "halfway": 4,
    "last-run": 4,
}
SESSION_PARTS = {
    "welcome": 3,
    "outline": 3,
    "walk-early": 6,
    "safety": 6,
    "encouragement": 60,
    "talk-test": 40,
    "talk-reminder": 24,
    "tip": 40,
    "form": 40,
    "mindful": 40,
    "by-feel": 30,
    "hills": 24,
    "fuel": 16,
    "uphill": 12,
    "check-in": 24,
    "finish": 6,
    "story-start": 3,
    "story-end": 3,
}
PARTS = INTERVAL_PARTS | SESSION_PARTS
MORE_WHEN_WARM = {"encouragement": 84, "tip": 60}
NEVER_TWICE = ("encouragement", "talk-test", "talk-reminder", "tip")
CHANGES = ("command-run", "command-walk", "command-warm-up", "command-cool-down")
SPOKEN_BESIDES = ("welcome", "outline", "form", "mindful", "fuel", "check-in", "finish", "halfway", "last-run", "time-left")

HOMOGRAPHS = re.compile(
    r"\b(read|reads|lead|leads|live|lives|wind|winds|tear|tears|bow|row|wound|content|record|object|desert|OK|min|sec|km|etc)\b",
    re.IGNORECASE,
)
INTERJECTION = re.compile(r"^(good|nice|great|lovely|well done|fine|yes|right|so|and|now|okay|hello|here)\b[,.!:;]?\s+")
NUMBERS = re.compile(rf"\b({'|'.join(words(number) for number in [*range(21), *range(30, 101, 10)])}|hundred|half)\b")


def _place(**other: Any) -> dict[str, Any]:
    usual = {"plan": "Walk-run start", "custom": False, "week": 2, "weeks": 4, "session": 2, "sessions": 3}
    flags = ("first_session", "last_session", "first_of_week", "last_of_week", "hard_week", "after_hard_week")
    return usual | dict.fromkeys(flags, False) | other


ALONE = {"weeks": 1, "week": 1, "sessions": 1, "session": 1, "first_of_week": True, "last_of_week": True}
ONLY = ALONE | {"first_session": True, "last_session": True}

ASPECTS: tuple[tuple[dict[str, Any], ...], ...] = (
    tuple({"coaching": kind} for kind in ("walk-run", "long-run", "speed", "by-feel", "hills", "walk", "mindful", "narrated")),
    tuple({"runner": kind} for kind in ("beginner", "returning", "experienced", "low-day")),
    ({"name": ""}, {"name": "Ada"}),
    ({"units": "km"}, {"units": "mi"}),
    (
        _place(),
        _place(week=1, session=1, first_session=True, first_of_week=True),
        _place(week=4, session=3, last_session=True, last_of_week=True),
        _place(session=1, first_of_week=True),
        _place(session=1, first_of_week=True, hard_week=True),
        _place(session=3, last_of_week=True, hard_week=True),
        _place(week=3, session=1, first_of_week=True, after_hard_week=True),
        _place(session=1, sessions=1, first_of_week=True, last_of_week=True),
        _place(weeks=1, week=1, session=2),
        _place(**ONLY),
        _place(**ONLY, plan="", custom=True),
    ),
    (
        {"run_count": 6, "walk_count": 6, "run_for": "one minute", "walk_for": "two minutes", "longest_run": "one minute"}
        | {"total": "twenty-eight minutes", "has_runs": True},
        {"run_count": 3, "walk_count": 2, "run_for": "", "walk_for": "", "longest_run": "nine minutes"}
        | {"total": "forty minutes", "has_runs": True},
        {"run_count": 1, "walk_count": 0, "run_for": "thirty minutes", "walk_for": "", "longest_run": "thirty minutes"}
        | {"total": "forty minutes", "has_runs": True},
        {"run_count": 0, "walk_count": 1, "run_for": "", "walk_for": "ten minutes", "longest_run": ""}
        | {"total": "one hour thirty minutes", "has_runs": False},
    ),
)
INTERVAL_ASPECTS: tuple[tuple[dict[str, Any], ...], ...] = (
    tuple({"effort": effort} for effort in ("run", "walk", "warm-up", "cool-down")),
    tuple({"flavour": flavour} for flavour in ("", "easy", "brisk", "race pace", "uphill")),
    tuple({"duration": duration} for duration in ("four seconds", "one minute thirty", "two hours")),
    tuple(
        {"repetition": now, "repetitions": of, "first": now == 1, "last": now == of}
        for now, of in ((1, 1), (1, 6), (3, 6), (42, 105), (6, 6))
    ),
    tuple(
        {"next_effort": effort, "next_flavour": flavour, "next_duration": "five minutes"}
        for effort, flavour in [*product(("run", "walk", "cool-down"), ("", "easy", "brisk", "race pace", "uphill")), ("", "")]
    ),
)
OF_ITS_OWN = {"warning": ({"seconds": 10}, {"seconds": 30}), "time-left": ({"left": "one minute"}, {"left": "two minutes"})}


def _told_apart(part: str, style: str) -> set[str]:
    source = (resources.LINES / style / f"{part}.j2").read_text(encoding="utf-8")
    return meta.find_undeclared_variables(Environment(autoescape=True).parse(source))


@cache
def situations(part: str, style: str) -> tuple[Mapping[str, Any], ...]:
    """All combinations of what the template mentions; whatever it does not mention cannot change it."""
    mentioned = _told_apart(part, style)
    aspects = ASPECTS + (INTERVAL_ASPECTS if part in INTERVAL_PARTS else ())
    aspects += (OF_ITS_OWN[part],) if part in OF_ITS_OWN else ()
    choices = [aspect if mentioned & set(aspect[0]) else aspect[:1] for aspect in aspects]
    return tuple(dict(chain.from_iterable(choice.items() for choice in chosen)) for chosen in product(*choices))


@cache
def style_named(name: str) -> Style:
    return load_style(name)


def spoken_variants(style: str, part: str) -> Iterator[tuple[Mapping[str, Any], Variant]]:
    for session_context in situations(part, style):
        for variant in style_named(style).variants(part, session_context):
            yield session_context, variant


@cache
def lines(style: str, part: str) -> tuple[Variant, ...]:
    """All that can be spoken of a part, each line once."""
    return tuple(dict.fromkeys(variant for _, variant in spoken_variants(style, part)))


def texts(style: str, part: str) -> set[str]:
    return {wording.text for variant in lines(style, part) for wording in variant}


def seconds(wording: Wording) -> float:
    return len(re.findall(r"[\w'’]+", wording.text)) / WORDS_A_SECOND


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in re.split(r"(?<=[.?!:])\s+", text)]


def same(text: str) -> str:
    """Take away what does not make two lines different: numbers, names, punctuation, case and a first interjection."""
    plain = NUMBERS.sub(" ", text.lower().replace("ada", ""))
    plain = re.sub(r"[^a-z'’ ]", " ", INTERJECTION.sub("", plain))
    return " ".join(plain.split())


every_style = pytest.mark.parametrize("style", STYLES)
every_part = pytest.mark.parametrize("part", PARTS)


def test_the_bundled_styles_are_these():
    assert bundled_styles() == STYLES


@every_style
def test_a_style_has_every_part_and_no_other(style):
    assert set(style_named(style).parts()) == set(PARTS)


@every_style
@every_part
def test_a_part_has_enough_variants_in_every_situation(style, part):
    enough = MORE_WHEN_WARM.get(part, PARTS[part]) if style == "warm" else PARTS[part]
    for session_context in situations(part, style):
        assert len(style_named(style).variants(part, session_context)) >= enough, session_context


@every_style
@every_part
def test_every_phrase_is_a_sentence_that_can_be_spoken(style, part):
    wordings = chain.from_iterable(lines(style, part))
    for phrase in {phrase for wording in wordings for phrase in wording.phrases + wording.after}:
        assert not UNSPEAKABLE.search(phrase)
        assert re.fullmatch(r"[A-Z].*[.?!]", phrase)
        assert not re.search(r"\s[,.;:?!]|[,.;:?!]{2}|[,;:?!][A-Za-z]|\bnone\b", phrase, re.IGNORECASE), phrase
        assert not re.search(r"\b(\w+) \1\b", phrase, re.IGNORECASE), phrase
        assert not HOMOGRAPHS.search(phrase), phrase


@every_style
@every_part
def test_wordings_never_grow_from_left_to_right(style, part):
    for variant in lines(style, part):
        lengths = [len(wording.text) + wording.pause for wording in variant]
        assert lengths == sorted(lengths, reverse=True), variant


@every_style
@pytest.mark.parametrize("part", [*CHANGES, "command-by-feel", "command-hills"])
def test_every_wording_of_a_command_says_what_to_do_and_all_but_the_shortest_for_how_long(style, part):
    words_of = {"run", "walk"} if part in ("command-by-feel", "command-hills") else {"run" if part == "command-run" else "walk"}
    for session_context, variant in spoken_variants(style, part):
        for wording in variant:
            assert words_of <= set(re.findall(r"\w+", wording.phrases[0].lower())), wording
        for wording in variant[:-1]:
            assert session_context["duration"] in wording.phrases[0], wording


@every_style
def test_a_command_to_run_never_names_walking_and_the_other_way_round(style):
    for part in CHANGES:
        other = "walk" if part == "command-run" else "run"
        assert not [text for text in texts(style, part) if re.search(rf"\b{other}\b", text, re.IGNORECASE)]


@every_style
@pytest.mark.parametrize("part", ["command-run", "command-walk"])
def test_a_longer_command_counts_the_repetitions(style, part):
    for session_context, variant in spoken_variants(style, part):
        if session_context["repetitions"] > 1:
            assert (
                f"{words(session_context['repetition'])} of {words(session_context['repetitions'])}" in variant[0].text.lower()
            )


@every_style
@pytest.mark.parametrize("part", CHANGES)
def test_a_new_duration_needs_few_new_clips(style, part):
    forms = set()
    for session_context, variant in spoken_variants(style, part):
        phrases = chain.from_iterable(wording.phrases for wording in variant)
        forms |= {
            phrase.replace(session_context["duration"], "…") for phrase in phrases if session_context["duration"] in phrase
        }
    assert len(forms) <= (3 if part in ("command-run", "command-walk") else 4)


@every_style
@pytest.mark.parametrize("part", ["command-run", "command-walk"])
def test_one_command_after_another_is_worded_differently_however_short_they_must_be(style, part):
    for session_context in situations(part, style):
        variants = [{wording.text for wording in variant} for variant in style_named(style).variants(part, session_context)]
        assert not [one & following for one, following in pairwise([*variants, variants[0]]) if one & following]


@every_style
def test_a_warning_names_what_comes_next_and_is_never_taken_for_the_command(style):
    for session_context, variant in spoken_variants(style, "warning"):
        coming = {"run": "run", "walk": "walk", "cool-down": "cool-down|walk", "": "end|rest|done|session|walking"}
        for wording in variant:
            assert not re.match(r"(run|walk)\b", wording.text, re.IGNORECASE), wording
            assert re.search(coming[session_context["next_effort"]], wording.text, re.IGNORECASE), (wording, session_context)
        assert words(session_context["seconds"]) in variant[0].text.lower(), variant[0]


@every_style
def test_a_warning_ahead_of_the_cool_down_never_stops_a_walker(style):
    for session_context, variant in spoken_variants(style, "warning"):
        if session_context["next_effort"] == "cool-down" and session_context["effort"] != "run":
            assert "walking" in variant[0].text, variant[0]


@every_style
def test_by_feel_and_in_the_hills_a_warning_leaves_the_choice(style):
    for session_context, variant in spoken_variants(style, "warning"):
        if session_context["coaching"] in ("by-feel", "hills") and session_context["next_effort"] in ("run", "walk"):
            assert all(re.search(r"run or walk", wording.text) for wording in variant), variant


@every_style
@pytest.mark.parametrize("part", NEVER_TWICE + SPOKEN_BESIDES)
def test_no_other_line_sounds_like_a_command(style, part):
    for text in texts(style, part):
        assert not [
            sentence for sentence in sentences(text) if re.match(r"(run|walk)\b(?! breaks)", sentence, re.IGNORECASE)
        ], text


@every_style
@pytest.mark.parametrize("part", ["by-feel", "hills", "uphill"])
def test_where_the_coach_cannot_know_every_wording_is_conditional(style, part):
    assert not [text for text in texts(style, part) if not text.startswith("If ")]


@every_style
def test_every_talk_test_and_reminder_of_breath_lets_the_runner_judge(style):
    for text in texts(style, "talk-test"):
        assert re.search(r"\bif\b|\?", text, re.IGNORECASE), text


@every_style
def test_about_a_third_of_the_talk_tests_leave_time_to_speak_and_then_judge(style):
    variants = lines(style, "talk-test")
    exercises = [variant for variant in variants if variant[0].pause]
    assert 0.25 <= len(exercises) / len(variants) <= 0.45
    for exercise in exercises:
        assert 4 * SECOND <= exercise[0].pause <= 6 * SECOND
        assert re.search(r"(slow|ease|walk)", " ".join(exercise[0].after)), exercise


@every_style
def test_only_talk_tests_leave_time_to_speak(style):
    for part in set(PARTS) - {"talk-test"}:
        assert not [variant for variant in lines(style, part) if any(wording.pause for wording in variant)]


@every_style
def test_no_two_lines_that_must_not_be_heard_twice_agree(style):
    never_twice = {variant for part in NEVER_TWICE for variant in lines(style, part)}
    keyed = [(variant, {same(wording.text) for wording in variant}) for variant in never_twice]
    assert all("" not in keys for _, keys in keyed)
    assert not [(one, other) for (one, keys), (other, more) in combinations(keyed, 2) if keys & more]


@every_style
@pytest.mark.parametrize("part", ["form", "mindful", "by-feel", "hills", "fuel", "uphill", "check-in", "safety", "walk-early"])
def test_no_two_lines_of_a_pool_agree_at_full_length(style, part):
    for session_context in situations(part, style):
        full = [same(variant[0].text) for variant in style_named(style).variants(part, session_context)]
        assert len(set(full)) == len(full), session_context


@every_style
@pytest.mark.parametrize("part", NEVER_TWICE)
def test_lines_for_some_runners_stand_behind_the_common_ones(style, part):
    pools = [style_named(style).variants(part, session_context) for session_context in situations(part, style)]
    enough = MORE_WHEN_WARM.get(part, PARTS[part]) if style == "warm" else PARTS[part]
    assert len({pool[:enough] for pool in pools}) == 1


@every_style
@pytest.mark.parametrize("part", [*NEVER_TWICE, "check-in"])
def test_a_pool_is_as_large_in_every_session_of_a_plan_so_that_its_lines_can_be_shared_out(style, part):
    sizes: dict[tuple[str, ...], set[int]] = {}
    for session_context in situations(part, style):
        of_the_plan = (session_context["runner"], session_context["coaching"], session_context["name"])
        sizes.setdefault(of_the_plan, set()).add(len(style_named(style).variants(part, session_context)))
    assert not [(plan, counts) for plan, counts in sizes.items() if len(counts) > 1]


@every_style
@pytest.mark.parametrize(
    ("part", "least", "most"),
    [
        ("encouragement", 1.8, 5),
        ("talk-reminder", 0.5, 2.5),
        ("tip", 1, 10),
        ("warning", 1, 6),
        ("time-left", 1, 4),
        ("finish", 4.5, 20),
    ],
)
def test_lines_take_about_as_long_as_they_should(style, part, least, most):
    for variant in lines(style, part):
        assert least <= seconds(variant[0]) <= most, variant[0].text


@every_style
def test_the_finish_says_that_the_session_is_over_and_what_to_stretch(style):
    for variant in lines(style, "finish"):
        assert "session is over" in variant[0].text, variant
        assert variant[-1].text == "The session is over."
        assert all(muscle in variant[0].text.lower() for muscle in ("hamstrings", "quads", "calves")), variant


@every_style
def test_walking_early_ends_at_the_next_run_tone_where_there_is_one(style):
    for session_context, variant in spoken_variants(style, "walk-early"):
        assert ("run tone" in variant[0].text) is (session_context["coaching"] not in ("by-feel", "hills")), variant


@every_style
def test_a_name_is_spoken_where_there_is_one(style):
    for part in ("welcome", "finish"):
        for session_context, variant in spoken_variants(style, part):
            assert ("Ada" in variant[0].text) is bool(session_context["name"]), variant


def test_the_same_situation_gives_the_same_lines():
    for part in PARTS:
        session_context = situations(part, "warm")[0]
        assert load_style("warm").variants(part, session_context) == load_style("warm").variants(part, session_context)


def test_every_part_stands_in_the_docs_with_how_many_lines_it_has():
    docs = (resources.LINES.parents[1] / "docs" / "lines.md").read_text(encoding="utf-8")
    for part in PARTS:
        least = [
            min(len(style_named(style).variants(part, session_context)) for session_context in situations(part, style))
            for style in ("warm", "calm", "plain")
        ]
        counts = " / ".join(map(str, least))
        assert re.search(rf"^\| `{part}` \| .* \| {counts} \|$", docs, re.MULTILINE), (part, counts)


def test_everything_that_a_line_may_know_stands_in_the_docs():
    docs = (resources.LINES.parents[1] / "docs" / "lines.md").read_text(encoding="utf-8")
    for aspect in (*ASPECTS, *INTERVAL_ASPECTS, *OF_ITS_OWN.values()):
        assert not [name for name in aspect[0] if f"`{name}`" not in docs]


@every_style
def test_the_first_session_is_not_compared_with_earlier_ones(style):
    for session_context, variant in spoken_variants(style, "check-in"):
        if session_context["first_session"] and not session_context["last_session"]:
            assert not re.search(r"last time|used to|than before|ago\b", variant[0].text), variant
