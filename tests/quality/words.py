"""Which words are heard: every phrase of the bundled styles, in every voice, through speech recognition. Run by `make words`.

    python tests/quality/words.py [VOICE]... [--commands] [--sample N] [--second FOLDER] [--write] --cache FOLDER

`--sample` takes so many commands and so many other lines by chance, the same each time.
`--second` names a folder with another model for faster-whisper, which must lose a word too before it counts as misheard.
Prints the tables of docs/words-heard.md, or writes them there.
"""

import argparse
import random
import re
import sys
from collections import Counter
from pathlib import Path

from phrases import COMMANDS, all_phrases
from recognition import Recogniser, alone, among_others, plain, tiny, vital

from coach.cache import Cache
from coach.script.cues import Delivery, Phrase
from coach.script.parts import Part
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

DOCS = Path(__file__).parents[2] / "docs" / "words-heard.md"
TABLES = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
VOICES = ("heart", "joe", "system")
CALM = (Part.COMMAND_COOL_DOWN, Part.FINISH, Part.MINDFUL)
LEAST_WORDS = 4
"""A word is listed if it was misheard so often."""


def delivered(text, part):
    """Return a phrase as it is delivered."""
    return Phrase(text, Delivery.CALM if part in CALM else Delivery.BRISK if part in COMMANDS else Delivery.STEADY)


def misheard_twice(speaker, recognisers, phrases, first):
    """Return the commands that lose a word that matters among others, and again on their own, to every recogniser."""
    results = {}
    for phrase in phrases:
        if not vital(first[phrase]):
            continue
        again = [vital(alone(speaker, recogniser, phrase)) for recogniser in recognisers]
        if all(again):
            results[phrase] = again
    return results


def sampled(count):
    """Return the phrases with their parts: all, or so many of the commands and of the others, chosen by chance."""
    phrases = all_phrases()
    if not count:
        return phrases
    chance = random.Random(1)
    commands = sorted(text for text, part in phrases.items() if part in COMMANDS)
    others = sorted(phrases.keys() - set(commands))
    return {text: phrases[text] for lot in (commands, others) for text in chance.sample(lot, min(count, len(lot)))}


def measured(name, texts, recognisers, cache):
    """Measure a voice. Returns the errors in each phrase by part, and the commands that were misheard twice."""
    speaker = Speaker(load_voice(name), cache)
    parts = sorted(set(texts.values()), key=list(Part).index)
    phrases = {part: [delivered(text, part) for text, owner in texts.items() if owner is part] for part in parts}
    # In an order of chance: a recogniser takes a list of counted runs for one long number.
    mixed = sorted((phrase for lot in phrases.values() for phrase in lot), key=lambda phrase: phrase.text)
    random.Random(1).shuffle(mixed)
    speaker.prepare(mixed)
    heard = among_others(speaker, recognisers[0], mixed)
    errors = {part: {phrase: heard[phrase] for phrase in lot} for part, lot in phrases.items()}
    twice = {}
    for part in set(COMMANDS) & set(parts):
        twice |= misheard_twice(speaker, recognisers, phrases[part], errors[part])
    return errors, twice


def rate(errors):
    """Return the number of phrases and the words misheard, in per cent."""
    words = sum(len(plain(phrase.text).split()) for phrase in errors)
    return len(errors), 100 * sum(map(len, errors.values())) / words


def tables(results, recognisers):
    """Yield the lines of the tables."""
    voices = list(results)
    yield f"| part | phrases | {' | '.join(f'`{voice}`' for voice in voices)} |"
    yield "|---|---|" + "---|" * len(voices)
    parts = list(next(iter(results.values()))[0])
    for part in parts:
        figures = [rate(results[voice][0][part]) for voice in voices]
        yield f"| {part} | {figures[0][0]} | {' | '.join(f'{percent:.1f} %' for _, percent in figures)} |"
    for title, lot in (("commands", [part for part in parts if part in COMMANDS]), ("all", parts)):
        figures = [rate({key: value for part in lot for key, value in results[voice][0][part].items()}) for voice in voices]
        yield f"| **{title}** | {figures[0][0]} | {' | '.join(f'**{percent:.1f} %**' for _, percent in figures)} |"
    names = " and by ".join(recogniser.name for recogniser in recognisers)
    yield f"\nCommands that lose a word that matters among others, and again on their own, by {names}:\n"
    for voice, (_, twice) in results.items():
        lines = [f"“{phrase.text}”" for phrase in twice]
        yield f"- `{voice}`: {len(lines)}{': ' if lines else ''}{', '.join(lines)}"
    yield f"\nWords that {recognisers[0].name} misheard {LEAST_WORDS} times or more, with what it heard most often instead:\n"
    for voice, (errors, _) in results.items():
        yield f"- `{voice}`: {', '.join(_often(errors)) or 'none'}"


def _often(errors):
    pairs = [pair for lot in errors.values() for wrong in lot.values() for pair in wrong if pair[0]]
    for word, count in Counter(word for word, _ in pairs).most_common():
        if count < LEAST_WORDS:
            return
        instead = Counter(other for lost, other in pairs if lost == word).most_common(1)[0][0]
        yield f"{word} ({count}, “{instead}”)"


def main():
    """Measure, and print or write the tables. What is misheard of each line goes to the standard error stream."""
    parser = argparse.ArgumentParser()
    parser.add_argument("voices", nargs="*", default=VOICES)
    parser.add_argument("--commands", action="store_true", help="commands alone")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many commands, and so many other lines")
    parser.add_argument("--second", type=Path, help="the folder of another model")
    parser.add_argument("--cache", type=Path, required=True, help="the folder that keeps clips, and what was heard")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/words-heard.md")
    chosen = parser.parse_args()
    cache = Cache(chosen.cache)
    recognisers = [tiny(cache)] + ([Recogniser(chosen.second, chosen.second.name, cache)] if chosen.second else [])
    texts = {text: part for text, part in sampled(chosen.sample).items() if part in COMMANDS or not chosen.commands}
    results = {}
    for name in chosen.voices:
        results[name] = measured(name, texts, recognisers, cache)
        for part, lot in results[name][0].items():
            for phrase, pairs in lot.items():
                if pairs:
                    sys.stderr.write(f"{name}\t{part}\t{phrase.text}\t{pairs}\n")
        for phrase, pairs in results[name][1].items():
            sys.stderr.write(f"{name}\tTWICE\t{phrase.text}\t{pairs}\n")
        sys.stderr.flush()
    text = "\n".join(tables(results, recognisers)) + "\n"
    if chosen.write:
        old = DOCS.read_text("utf-8")
        DOCS.write_text(
            re.sub(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", lambda _: "\n" + text, old, flags=re.DOTALL), "utf-8"
        )
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
