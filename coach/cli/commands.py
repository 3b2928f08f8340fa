"""The commands, in the order in which a runner meets them, without loading any of them."""

from __future__ import annotations

from typing import Final, NamedTuple


class CommandEntry(NamedTuple):
    """Where a command is, and what `coach --help` says about it."""

    module: str
    """Below `coach.cli`."""
    function: str
    help: str
    """The first sentence of the command's own help."""


COMMANDS: Final = {
    "render": CommandEntry("render", "render", "Render a plan, a week, a session, or a ratio of your own, into MP3s."),
    "script": CommandEntry("script", "script", "Print what one session says, and when."),
    "plans": CommandEntry("plans", "plans", "List the bundled plans, by what they are for."),
    "plan": CommandEntry("plans", "plan", "Show a plan as a table with times; with --week, each interval on the clock."),
    "next": CommandEntry(
        "growth", "next_session", "Say what comes next: the next session, the week again, a week back, or rest; and why."
    ),
    "today": CommandEntry(
        "today",
        "today",
        "Name the session that comes next by your log, and say why; after a break what a gentle return would be.",
    ),
    "done": CommandEntry("done", "done", "Log a session as done."),
    "log": CommandEntry("log", "log", "Show what you have done: a table, and the weeks with the minutes run and walked."),
    "grow": CommandEntry(
        "growth", "grow", "Write a plan of your own that grows from one ratio to another by small single steps."
    ),
    "check": CommandEntry(
        "check", "check", "Hold finished files against their own recipes: every cue in its place, and heard."
    ),
    "serve": CommandEntry("serve", "serve", "Open the plans as web pages and podcasts: listen, mix, download to the phone."),
    "publish": CommandEntry(
        "publish", "publish", "Write plans as a website and podcast into a folder, for any web host with HTTPS."
    ),
    "batch": CommandEntry(
        "batch", "batch", "Make the sessions of a whole club: a folder for each row of a roster, with pages and cards."
    ),
    "calendar": CommandEntry(
        "calendar",
        "calendar",
        "Write a plan's sessions as a calendar file (.ics): content, length and file name of each, on your days.",
    ),
    "export": CommandEntry(
        "export", "export", "Write sessions as workouts for the watch: the same intervals as the MP3s, with repeats."
    ),
    "print": CommandEntry(
        "print",
        "print_",
        "Write a plan as a poster with boxes to tick, or with --week and --session the cue sheets of sessions, for paper.",
    ),
    "voices": CommandEntry(
        "voices", "voices", "List the voices: engine, language, sex, licence, and whether each is ready or how to get it."
    ),
    "say": CommandEntry("voices", "say", "Say something into an MP3 or WAV file, to hear a voice."),
    "beds": CommandEntry(
        "beds",
        "beds",
        "List what can lie under the voice and where recordings go on, or write 30 s of a change to judge a bed by.",
    ),
    "lines": CommandEntry("lines", "lines", "List the coaching styles, preview their lines, or check a style of your own."),
    "config": CommandEntry(
        "config", "config", "Show where the config file is looked for, and every setting in force, ready to be pasted into it."
    ),
    "cache": CommandEntry("cache", "cache", "Show, prune or clear the cache of spoken lines and encoded pieces."),
}
