"""The page that the benchmarks write."""

COMPARISON = "## Beside an earlier version"
"""Where the part of the page begins that `pairs.py` measures."""

PAGE = """# Benchmarks

`make bench` measures all of this in one go, in about twenty minutes, and writes this page. Every ratio is one of two figures of
the same run. Machine: {machine}. It may not be idle, so the least stands beside the median: what the work takes when nothing
disturbs it.

A session is 30 minutes long, give or take three, with {cues} cues over silence: words, tones, countdown ticks, and the soft
sounds that wake a headset. CPU is that of all threads and children. Nothing is asserted about these numbers; the tests hold the
ratios of a short form within wide bounds.

## What is asked for, and what is measured

| work | asked for | measured | |
|---|---|---|---|
{targets}

"Again" is a ratio whose every piece is in the cache. "New" is a ratio that was never made, all of whose lines were spoken in
other ratios over the same bed: little is encoded then, for over a bed too the same words meet the same sound under them.

A session from the cache spends about a fifth of its time each on the script, the cover, the pieces and the writing of the file;
the mix, the tag and the recipe share the rest. A cover that was drawn before comes from the cache.

Of {cues} cues some 50 are messages and 40 are ticks; the rest wake a headset. The limits were stated for sessions
with 60: these have long intervals, and no wake sounds.

## The ways to make one session

| way | over silence: CPU | peak memory | over a beat: CPU | peak memory |
|---|---|---|---|---|
{ways}

The pydub pattern is `AudioSegment.silent`, `overlay` for each sound, `export` through ffmpeg: mono at 64 kbit/s, or stereo at
128 kbit/s over a looped bed with `gain_during_overlay`. It is spared all resampling, and its clips are in memory.
For the sample plan it speaks every line, mixes and exports two of the twelve sessions, and is scaled by their length.

## Growth

The same cues over a longer session (script, mix, tag and file; everything cached), and sessions whose cues grow with them:

| | {heads} |
|---|{rules}|
{growth}

Of what is left, two parts grow with the minutes: the file, of 0.48 MB a minute over silence and 0.96 MB over a bed, which the
system must write; and the bed, laid in blocks of at most 6 s, whose checksums are joined one by one.

## Many runners, one cache

Ratios rendered one after another in one process on one core, cover, tag and file included: {many_none:.0f} sessions a second
over silence, {many_beat:.0f} over a beat.

## Quality of the encoder

LAME runs at quality 5 for the voice alone, and at quality 7, without noise shaping, over a bed; docs/voice-quality.md has PESQ
of both. Measured on speech (mono, 64 kbit/s), the beat and the texture (stereo,
128 kbit/s), error against sound in 23 bands with a simple spreading of what masks it:

| | speech, quality 5 | 7 | beat, 5 | 7 | texture, 5 | 7 |
|---|---|---|---|---|---|---|
| signal to error, dB | 18.2 | 22.6 | 25.5 | 25.8 | 24.2 | 25.2 |
| error over what masks it, mean dB | -7.6 | -8.1 | -11.0 | -11.6 | -8.1 | -10.7 |
| time | 1 | 0.6 | 1 | 0.6 | 1 | 0.6 |

In the worst 5 % of moments quality 7 is the worse one: 6.9 dB instead of 4.1 in speech, 7.5 instead of 2.8 in the texture.
"""


def page(found):
    """Write the page from the figures of one run."""
    growths = [(f"{_time(minutes)}") for minutes in found["growth none"]]
    return PAGE.format(
        machine=found["machine"],
        cues=found["ratios none"]["cues"],
        targets="\n".join(_targets(found)),
        ways="\n".join(_ways(found)),
        heads=" | ".join(growths),
        rules="|".join("---" for _ in growths),
        growth="\n".join(_growth(found)),
        many_none=_rate(found["many none"]),
        many_beat=_rate(found["many beat"]),
    )


def _targets(found):
    commands, cold, music = found["commands"], found["cold"], found["music"]
    for bed, name, most, ratio in (
        ("none", "voice over silence", 0.020, 100),
        ("beat", "over a beat", 0.060, 300),
        ("ambient", "over the texture", 0.060, 300),
    ):
        each = found[f"ratios {bed}"]
        for kind in ("again", "new"):
            times, least = each["whole"] / each[kind], each[f"least {kind}"]
            yield _row(
                f"a changed ratio, {name}, {kind}",
                f"at most {_ms(most)} of CPU; {ratio} x less than whole",
                f"{_ms(each[kind])}, at the least {_ms(least)}; {times:.0f} x",
                times >= ratio and each[kind] <= most,
                undisturbed=times >= ratio and least <= most,
            )
    for bed, name, most, ratio in (("none", "over silence", 0.020, 100), ("beat", "over a beat", 0.060, 300)):
        each = found[f"sixty {bed}"]
        times = each["whole"] / each["again"]
        yield _row(
            f"a changed ratio with {each['cues']:.0f} cues, {name}",
            f"at most {_ms(most)} of CPU; {ratio} x less than whole",
            f"{_ms(each['again'])}, at the least {_ms(each['least'])}; {times:.0f} x",
            times >= ratio and each["again"] <= most,
            undisturbed=times >= ratio and each["least"] <= most,
        )
    yield _row(
        "the same over own music",
        "only windows under speech, 4 x less than whole",
        f"{music['again']:.0%} of the frames; {music['whole'] / music['cpu']:.1f} x",
        music["whole"] / music["cpu"] >= 4,
    )
    for name, key in (
        ("whole process, over silence", "again none"),
        ("whole process, over a beat", "again beat"),
        ("whole process with 60 cues, over silence", "sixty none"),
        ("whole process with 60 cues, over a beat", "sixty beat"),
    ):
        used = commands[key]
        said = f"{used['wall']:.2f} s ({used['cpu']:.2f} s of CPU), at the least {used['least']:.2f} s"
        yield _row(name, "0.35 s", said, used["wall"] <= 0.35, undisturbed=used["least"] <= 0.35)
    used = commands["never"]
    yield _row(
        "whole process, durations never spoken", "2 s", f"{used['wall']:.2f} s ({used['cpu']:.2f} s of CPU)", used["wall"] <= 2
    )
    for name in ("help", "plans"):
        shown = "coach --help" if name == "help" else "coach plans"
        used = commands[name]
        yield _row(f"`{shown}`", "0.25 s of CPU", f"{used['cpu']:.2f} s", used["cpu"] <= 0.25)
    ours, pattern = cold["ours"], cold["pattern"]
    cpu, wall = pattern["cpu"] / ours["cpu"], pattern["wall"] / ours["wall"]
    yield _row(
        "the sample plan, 12 sessions, nothing cached",
        "1/8 of the pydub pattern's CPU, 1/15 of its wall time",
        f"1/{cpu:.0f} ({ours['cpu']:.0f} s to {pattern['cpu']:.0f} s), 1/{wall:.0f} ({ours['wall']:.0f} s to "
        f"{pattern['wall']:.0f} s); {pattern['lines']} lines take {pattern['speech']:.0f} s to synthesise on either side",
        cpu >= 8 and wall >= 15,
    )
    for bed, name in (("none", "over silence"), ("beat", "over a beat")):
        peaks = [found[f"encoding {bed}"][minutes]["peak"] for minutes in (30, 300)]
        warm = [found[f"growth {bed}"][minutes]["peak"] for minutes in (30, 300)]
        yield _row(
            f"peak memory without the speech model, {name}",
            "120 MB, the same for 30 min and 5 h",
            f"{peaks[0]:.0f} and {peaks[1]:.0f} MB encoding all; {warm[0]:.0f} and {warm[1]:.0f} MB from the cache",
            max(peaks + warm) < 120 and peaks[1] < 1.2 * peaks[0],
        )
        grown = found[f"growth {bed}"][300]["cpu"] / found[f"growth {bed}"][30]["cpu"]
        yield _row(f"5 h against 30 min, the same cues, {name}", "2.5 x", f"{grown:.1f} x", grown <= 2.5)


def _row(work, asked, measured, met, *, undisturbed=False):
    verdict = "met" if met else "met when undisturbed" if undisturbed else "missed"
    return f"| {work} | {asked} | {measured} | {verdict} |"


def _ways(found):
    for name, take in (
        ("pydub pattern", lambda bed: found[f"pattern {bed}"]),
        ("one whole encode", lambda bed: {"cpu": found[f"ratios {bed}"]["whole"], "peak": None}),
        ("frames joined, nothing encoded yet", lambda bed: found[f"encoding {bed}"][30]),
        (
            "frames joined, from the cache",
            lambda bed: {"cpu": found[f"ratios {bed}"]["again"], "peak": found[f"growth {bed}"][30]["peak"]},
        ),
    ):
        cells = []
        for bed in ("none", "beat"):
            used = take(bed)
            cells += [_seconds(used["cpu"]), f"{used['peak']:.0f} MB" if used["peak"] else ""]
        yield f"| {name} | {' | '.join(cells)} |"


def _growth(found):
    for bed, name in (("none", "silence"), ("beat", "beat")):
        same, real = found[f"growth {bed}"], found[f"real {bed}"]
        yield _cells(f"{name}, the same cues: CPU", [_ms(work["cpu"]) for work in same.values()])
        yield _cells(f"{name}, the same cues: peak memory", [f"{work['peak']:.0f} MB" for work in same.values()])
        yield _cells(f"{name}, cues of its own: CPU", [_ms(work["cpu"]) for work in real.values()])
        yield _cells(f"{name}, cues of its own: how many", [str(work["cues"]) for work in real.values()])


def _cells(name, cells):
    return f"| {name} | {' | '.join(cells)} |"


def _rate(many):
    return many["made"] / many["cpu"]


def _ms(seconds):
    return f"{seconds * 1_000:.0f} ms"


def _seconds(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else _ms(seconds)


def _time(minutes):
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"
