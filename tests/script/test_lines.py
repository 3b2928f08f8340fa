"""The styles: every line of every part, in every situation that a part can tell from another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, combinations, pairwise
from typing import Any

import pytest

from coach import resources
from coach.language.english import ENGLISH
from coach.language.model import UNSPEAKABLE
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import SessionContext, session_context
from coach.plan.model import Runner
from coach.plan.ratio import Ratio
from coach.plan.toml import parse_plan
from coach.script.facts import FACTS
from coach.script.lines import Style, Variant, Wording, bundled_styles, load_style
from coach.script.parts import Part
from coach.script.review import Situation
from coach.script.review import situations as review_situations
from coach.units import MINUTE, SECOND, Milliseconds

_TOLD_APART = {
    **dict.fromkeys(("command-run", "command-walk"), ("duration", "repetition", "repetitions")),
    **dict.fromkeys(("command-warm-up", "command-cool-down", "command-by-feel", "command-hills"), ("duration",)),
    "warning": ("coaching", "effort", "next_effort", "seconds"),
    "walk-early": ("coaching", "run_count"),
}
"""What tests ask about a part, beside the name."""

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
STORY_PARTS = dict.fromkeys(("week-news", "milestone", "feel", "tones", "first-time", "ahead", "hours-done", "company"), 0)
"""Parts that most sessions do not have."""

PARTS = INTERVAL_PARTS | SESSION_PARTS | STORY_PARTS
MORE_WHEN_WARM = {"encouragement": 84, "tip": 60}
NEVER_TWICE = ("encouragement", "talk-test", "talk-reminder", "tip")
CHANGES = ("command-run", "command-walk", "command-warm-up", "command-cool-down")
SPOKEN_BESIDES = ("welcome", "outline", "form", "mindful", "fuel", "check-in", "finish", "halfway", "last-run", "time-left")
SPOKEN_BESIDES += tuple(STORY_PARTS)

HOMOGRAPHS = re.compile(
    r"\b(read|reads|lead|leads|live|lives|wind|winds|tear|tears|bow|row|wound|content|record|object|desert|OK|min|sec|km|etc)\b",
    re.IGNORECASE,
)
INTERJECTION = re.compile(r"^(good|nice|great|lovely|well done|fine|yes|right|so|and|now|okay|hello|here)\b[,.!:;]?\s+")
NUMBERS = re.compile(rf"\b({'|'.join(words(number) for number in [*range(21), *range(30, 101, 10)])}|hundred|half)\b")


OWN = {
    "two-walks": """[[week]]
sessions-a-week = 1
main = [{ repeat = 4, of = [{ run = "1m" }, { walk = "1m", flavour = "easy" }, { walk = "1m", flavour = "brisk" }] }]
""",
    "walk-first": """[[week]]
sessions-a-week = 1
main = [{ repeat = 4, of = [{ walk = "2m" }, { run = "1m", flavour = "uphill" }] }]
""",
    "adjoining": """coaching = "speed"
runner = "experienced"
[[week]]
sessions-a-week = 1
main = [{ repeat = 3, of = [{ run = "30s", flavour = "easy" }, { run = "20s" }, { run = "10s", flavour = "race pace" }] }]
""",
    "mixed": """coaching = "long-run"
[[week]]
sessions-a-week = 1
main = [{ run = "9m", flavour = "brisk" }, { walk = "1m", flavour = "uphill" }, { run = "5m20s" }]
""",
}


@cache
def contexts() -> tuple[SessionContext, ...]:
    """Sessions of all kinds: the first, the middle and the last of every bundled plan, and some plans of one's own."""
    found = []
    for name in bundled_names():
        plan = find_plan(name)
        places = [(week, session) for week, each in enumerate(plan.weeks, 1) for session in range(1, len(each.sessions) + 1)]
        chosen = dict.fromkeys((places[0], places[1 % len(places)], places[len(places) // 2], places[-1]))
        found += [session_context(plan, *place) for place in chosen]
    for runner in Runner:
        found += [session_context(find_plan(name), 1, 1, runner=runner) for name in ("walk-run-start", "brisk-walk")]
    found += [session_context(parse_plan(text, name), 1, 1) for name, text in OWN.items()]
    found.append(session_context(custom_plan(Ratio(run=Milliseconds(180 * SECOND), walk=MINUTE, repeat=45)), 1, 1))
    return tuple(found)


@cache
def situations(part: str) -> tuple[Situation, ...]:
    """All situations in which a part is asked for, each once."""
    return tuple(_situations()[part])


@cache
def _situations() -> Mapping[str, list[Situation]]:
    found: dict[str, list[Situation]] = {part: [] for part in Part}
    for context in contexts():
        for situation in review_situations(context, ENGLISH):
            found[situation.part].append(situation)
    return found


@cache
def style_named(name: str) -> Style:
    return load_style(name)


def spoken_variants(style: str, part: str) -> Iterator[tuple[Mapping[str, Any], Variant]]:
    seen = set()
    for situation in situations(part):
        variables = situation.variables
        key = tuple(variables[name] for name in ("name", *_TOLD_APART.get(part, ())))
        for variant in situation.variants(style_named(style)):
            if (key, variant) not in seen:
                seen.add((key, variant))
                yield variables, variant


@cache
def lines(style: str, part: str) -> tuple[Variant, ...]:
    """All that can be heard of a part, each line once."""
    return tuple(dict.fromkeys(variant for _, variant in spoken_variants(style, part)))


def texts(style: str, part: str) -> set[str]:
    return {wording.text for variant in lines(style, part) for wording in variant}


def _is_said(part: str, situation: Situation) -> bool:
    """Tell whether the coach would ask for the part in this session: some parts are for some kinds only."""
    facts = situation.facts
    return {
        "walk-early": "runs" in facts,
        "talk-test": "clock" in facts,
        "talk-reminder": "clock" in facts,
        "by-feel": "by-feel" in facts,
        "hills": "hills" in facts,
        "fuel": "long-run" in facts,
        "uphill": "long-run" in facts,
        "form": "walk" in facts,
        "mindful": "mindful" in facts,
    }.get(part, True)


def seconds(wording: Wording) -> float:
    return len(re.findall(r"[\w'’]+", wording.text)) / WORDS_A_SECOND


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in re.split(r"(?<=[.?!:])\s+", text)]


def same(text: str) -> str:
    """Take away what does not make two lines different: numbers, names, punctuation, case and a first interjection."""
    plain = NUMBERS.sub(" ", text.lower().replace("alex", ""))
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
    for situation in situations(part):
        if _is_said(part, situation):
            assert len(situation.variants(style_named(style))) >= enough, situation


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
    for variables, variant in spoken_variants(style, part):
        for wording in variant:
            assert words_of <= set(re.findall(r"\w+", wording.phrases[0].lower())), wording
        for wording in variant[:-1]:
            assert variables["duration"] in wording.phrases[0], wording


@every_style
def test_a_command_to_run_never_names_walking_and_the_other_way_round(style):
    for part in CHANGES:
        other = "walk" if part == "command-run" else "run"
        assert not [text for text in texts(style, part) if re.search(rf"\b{other}\b", text, re.IGNORECASE)]


@every_style
@pytest.mark.parametrize("part", ["command-run", "command-walk"])
def test_a_longer_command_counts_the_repetitions(style, part):
    for variables, variant in spoken_variants(style, part):
        if variables["repetitions"] > 1:
            total = f" of {words(variables['repetitions'])}" if variables["repetitions"] <= 20 or variables["last"] else "."
            assert f"{words(variables['repetition'])}{total}" in variant[0].text.lower()


@every_style
@pytest.mark.parametrize("part", CHANGES)
def test_a_new_duration_needs_few_new_clips(style, part):
    forms = set()
    for variables, variant in spoken_variants(style, part):
        phrases = chain.from_iterable(wording.phrases for wording in variant)
        forms |= {phrase.replace(variables["duration"], "…") for phrase in phrases if variables["duration"] in phrase}
    assert len(forms) <= (3 if part in ("command-run", "command-walk") else 4)


@every_style
@pytest.mark.parametrize("part", ["command-run", "command-walk"])
def test_one_command_after_another_is_worded_differently_however_short_they_must_be(style, part):
    for situation in situations(part):
        variants = [{wording.text for wording in variant} for variant in situation.variants(style_named(style))]
        assert not [one & following for one, following in pairwise([*variants, variants[0]]) if one & following]


@every_style
def test_a_warning_names_what_comes_next_and_is_never_taken_for_the_command(style):
    for variables, variant in spoken_variants(style, "warning"):
        run = "hills|ground" if variables["coaching"] == "hills" else "run"
        coming = {"run": run, "walk": "walk", "cool-down": "cool-down|walk", "": "end|rest|done|session|walking"}
        for wording in variant:
            assert not re.match(r"(run|walk)\b", wording.text, re.IGNORECASE), wording
            assert re.search(coming[variables["next_effort"]], wording.text, re.IGNORECASE), (wording, variables)
        assert words(variables["seconds"]) in variant[0].text.lower(), variant[0]


@every_style
def test_a_warning_ahead_of_the_cool_down_never_stops_a_walker(style):
    for variables, variant in spoken_variants(style, "warning"):
        if variables["next_effort"] == "cool-down" and variables["effort"] != "run":
            assert "walking" in variant[0].text, variant[0]


@every_style
def test_by_feel_a_warning_leaves_the_choice_to_the_runner_and_in_the_hills_to_the_ground(style):
    for variables, variant in spoken_variants(style, "warning"):
        if variables["coaching"] in ("by-feel", "hills") and variables["next_effort"] in ("run", "walk"):
            choice = r"run or walk" if variables["coaching"] == "by-feel" else r"hills|ground"
            assert all(re.search(choice, wording.text) for wording in variant), variant


@every_style
def test_where_the_runner_decides_the_cool_down_is_announced_to_walkers_too(style):
    for variables, variant in spoken_variants(style, "warning"):
        if variables["coaching"] in ("by-feel", "hills") and variables["next_effort"] == "cool-down":
            assert not [wording for wording in variant if re.search(r"get ready|time to walk", wording.text, re.IGNORECASE)]


@every_style
def test_a_reminder_of_breath_is_no_bare_question(style):
    assert not [text for text in texts(style, "talk-reminder") if text.endswith("?")]


@every_style
def test_a_talk_test_asks_for_a_few_words_out_loud_and_says_clearly_what_to_do(style):
    above = re.compile(r"\b(sing|hum|laugh|joke|story|to yourself|tell yourself|believe|if it was true)\b", re.IGNORECASE)
    standing = re.compile(r"\bstay(?! (gentle|slow|able))\b", re.IGNORECASE)
    for text in texts(style, "talk-test") | texts(style, "talk-reminder"):
        assert not above.search(text), text
        assert not standing.search(text), text


@every_style
def test_the_first_word_about_drinking_is_one_that_can_be_followed_at_once(style):
    for text in texts(style, "fuel"):
        assert re.search(r"drink|sip|water|bottle|mouthful", text, re.IGNORECASE), text
        assert not re.search(r"last water|stop for|for the end|when you've finished|are empty", text, re.IGNORECASE), text


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
    for part in set(PARTS) - {"talk-test", "tones"}:
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
    for situation in situations(part):
        full = [same(variant[0].text) for variant in situation.variants(style_named(style))]
        assert len(set(full)) == len(full), situation


@every_style
@pytest.mark.parametrize(
    ("part", "least", "most"),
    [
        ("encouragement", 1.8, 6),
        ("talk-reminder", 0.5, 4),
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
    for variables, variant in spoken_variants(style, "walk-early"):
        several = variables["coaching"] not in ("by-feel", "hills") and variables["run_count"] > 1
        assert ("run tone" in variant[0].text) is several, variant
        assert several or not re.search(r"next run\b", variant[0].text), variant


@every_style
def test_a_name_is_spoken_where_there_is_one(style):
    for part in ("welcome", "finish"):
        for variables, variant in spoken_variants(style, part):
            assert ("Alex" in variant[0].text) is bool(variables["name"]), variant


def test_the_same_situation_gives_the_same_lines():
    for part in PARTS:
        situation = situations(part)[0]
        assert situation.variants(load_style("warm")) == situation.variants(load_style("warm"))


def test_every_part_stands_in_the_docs_with_how_many_lines_it_has():
    docs = (resources.LINES.parents[1] / "docs" / "lines.md").read_text(encoding="utf-8")
    for part in PARTS:
        counts = " / ".join(str(line_count(style, part)) for style in ("warm", "calm", "plain"))
        assert re.search(rf"^\| `{part}` \| .* \| {counts} \|$", docs, re.MULTILINE), (part, counts)


def line_count(style: str, part: str) -> int:
    """Count the lines of a part, whatever their conditions, in the situation that has most."""
    return max(len(style_named(style).lines(part, situation.variables)) for situation in situations(part))


def test_everything_that_a_line_may_know_stands_in_the_docs():
    docs = (resources.LINES.parents[1] / "docs" / "lines.md").read_text(encoding="utf-8")
    for part in PARTS:
        assert not [name for name in situations(part)[0].variables if f"`{name}`" not in docs]
    assert not [fact for fact, meaning in FACTS.items() if f"| `{fact}` | {meaning} |" not in docs]
