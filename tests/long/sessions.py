"""Every bundled session once, and random sessions of one's own: each is rendered and checked by the commands."""

import json
import random
import shutil
from functools import partial
from itertools import combinations, count, product

from commands import FOLDER, ROOT, coach, wrong

from coach.plan.catalogue import bundled_names, find_plan

STYLES = ("warm", "calm", "plain")
VOICES = ("heart", "joe", "system")
BEDS = ("none", "beat", "ambient")
CHANCES = {"heart": 4, "joe": 1, "system": 4}
"""How often each voice is drawn: joe takes ten times as long as the others."""

READ = ROOT / "CONTRIBUTING.md"
"""What narrated walks read."""


def tasks(customs=200, seed=1):
    """Return all tasks by their names."""
    bundled = _bundled()
    choices = _choices(len(bundled), seed)
    named = {}
    for (plan, week, session), choice in zip(bundled, choices, strict=True):
        words = [plan, "--week", week, "--session", session, *_words(choice)]
        if plan == "narrated-walk":
            words += ["--read", READ]
        named[f"{plan} {week}-{session} {'/'.join(choice)}"] = words
    chance = random.Random(seed)
    for number in range(1, customs + 1):
        named[f"custom {number}"] = _custom(chance)
    return {name: partial(_rendered_and_checked, name, words) for name, words in named.items()}


def _bundled():
    plans = {name: find_plan(name) for name in bundled_names()}
    return [
        (name, week, session)
        for name, plan in plans.items()
        for week, content in enumerate(plan.weeks, 1)
        for session in range(1, len(content.sessions) + 1)
    ]


def _choice(chance):
    voice = chance.choices(VOICES, [CHANCES[voice] for voice in VOICES])[0]
    return chance.choice(STYLES), voice, chance.choice(BEDS)


def _choices(number, first_seed):
    """Draw a style, a voice and a bed for each session, by the first seed by which all pairs occur."""
    lists = (STYLES, VOICES, BEDS)
    pairs = {(a, b, *pair) for a, b in combinations(range(3), 2) for pair in product(lists[a], lists[b])}
    for seed in count(first_seed):
        chance = random.Random(seed)
        drawn = [_choice(chance) for _ in range(number)]
        if pairs == {(a, b, choice[a], choice[b]) for choice in drawn for a, b in combinations(range(3), 2)}:
            return drawn
    raise AssertionError


def _words(choice):
    style, voice, bed = choice
    return ["--style", style, "--voice", voice, "--bed", bed]


def _custom(chance):
    """Draw a session of one's own with whatever a runner may wish, of 12 to 30 minutes."""
    run, walk = chance.randrange(20, 301, 5), chance.choice([0, *range(15, 181, 5)])
    repeat = chance.randint(1, max(1, 1_200 // (run + walk)))
    words = ["--run", f"{run}s", "--repeat", repeat, *_words(_choice(chance))]
    # Without walks of its own it is a session of a plan whose runs are changed.
    words += ["--walk", f"{walk}s"] if walk else ["--week", 1 + run % 4, "--session", 1 + repeat % 3]
    wishes = {
        "--talk": ("commands", "less", "normal", "more"),
        "--runner": ("beginner", "returning", "experienced", "low-day"),
        "--ticks": (0, 3, 5),
        "--warning": (0, 5, 10, 20),
        "--tones": ("normal", "soft"),
        "--wake": ("breath", "floor", "both", "none"),
        "--units": ("km", "mi"),
        "--time-left-every": (0, 60, 120),
        "--name": ("Zoë", "Jo"),
        "--feel": ("great", "good", "tired"),
        "--cool-down": ("5m", "6m"),
        "--take": (1, 2, 3),
    }
    for option, values in wishes.items():
        if chance.random() < 0.3:
            words += [option, chance.choice(values)]
    return words + [flag for flag in ("--indoor", "--halfway", "--no-halfway") if chance.random() < 0.1][:1]


def _rendered_and_checked(name, words):
    """Return what is wrong; the file is removed where nothing is."""
    folder = FOLDER / "sessions" / name.replace("/", "-").replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = " ".join(map(str, words))
    rendered = coach(["render", *words, "--out", folder / "out"], folder)
    fault = wrong(rendered)
    if fault:
        return f"render {command}: {fault}"
    checked = coach(["check", "--json", *rendered.stdout.splitlines()], folder)
    if checked.returncode:
        reports = json.loads(checked.stdout or "[]")
        faults = [
            f"{measurement['name']}: {' | '.join(measurement['faults'][:3])}"
            for report in reports
            for measurement in report["measures"]
            if measurement["verdict"] == "fails"
        ]
        return f"check of render {command}: {faults or wrong(checked)}"
    shutil.rmtree(folder)
    return ""
