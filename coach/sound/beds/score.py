"""The music of the beat: grooves, and the phrases that are played over them."""

from __future__ import annotations

from typing import Final

from coach.sound.beds.phrases import Chord, Chords, Drum, Drums, Form, Groove, Phrase

AM: Final = Chord(57, 60, 64)
F: Final = Chord(53, 57, 60)
C: Final = Chord(60, 64, 67)
G: Final = Chord(55, 59, 62)
EM: Final = Chord(52, 55, 59)
DM: Final = Chord(50, 53, 57)

RUN_GROOVE: Final = Groove("run", ((Drum.KICK, "x..."), (Drum.HAT, "..x."), (Drum.SHAKER, ".o.o")))
"""Each beat is a step."""

WALK_GROOVE: Final = Groove("walk", ((Drum.KICK, "x..."), (Drum.HAT, "..o."), (Drum.SHAKER, "o.x.")))

_HOME: Final[Chords] = (AM, F, C, G)
_LIGHT: Final[Chords] = (F, C, G, AM)
_WIDE: Final[Chords] = (AM, EM, F, G)
_FAR: Final[Chords] = (DM, F, C, G)
_SUN: Final[Chords] = (C, G, AM, F)
_OPEN: Final[Chords] = (C, EM, F, G)
_CLIMB: Final[Chords] = (F, G, AM, G)

_BACKBEAT: Final[Drums] = ((Drum.SNARE, "....x.......x..."),)
_TURN: Final[Drums] = ((Drum.SNARE, "....x.......x... " * 3 + "....x.....x.x.xx"),)
_OPEN_UP: Final[Drums] = ((Drum.SNARE, "....x.......x..o"), (Drum.OPEN_HAT, "..x...x...x...x."))
_SKIP: Final[Drums] = ((Drum.RIM, "..x..x....x..x.."), (Drum.SNARE, "............x..."))
_CHASE: Final[Drums] = ((Drum.SNARE, "....x..o.o..x..."), (Drum.SHAKER, "x.xxx.xxx.xxx.xx"))
_ALL: Final[Drums] = (
    (Drum.SNARE, "....x.......x..o"),
    (Drum.OPEN_HAT, "..x...x...x...x."),
    (Drum.SHAKER, "xoxoxoxoxoxoxoxo"),
)
_CLICK: Final[Drums] = ((Drum.RIM, "....x.......x..."),)
_SOFT: Final[Drums] = ((Drum.SNARE, "....o.......o..."), (Drum.RIM, "..........o....."))
_SWING: Final[Drums] = ((Drum.RIM, "....x..o....x..."), (Drum.SHAKER, "..o...o...o...oo"))
_BRUSH: Final[Drums] = ((Drum.SNARE, "....o.......o..o"), (Drum.OPEN_HAT, "......o.......o."))
_NONE: Final[Drums] = ()

_DRIVE: Final = "1.1.1.1.1.1.1.5."
_BOUNCE: Final = "..1...1...1...5."
_GLIDE: Final = "1..1..1.1..1..5."
_LEAP: Final = "1.1.8.1.1.1.8.5."
_LONG: Final = "1.......1.....5."
_STEP: Final = "1.....1.1.....5."
_WANDER: Final = "1...5...1...8..."
_SWAY: Final = "1..1....1..5...."
_SLOW: Final = "1.......5......."

_FULL: Final = 0.40
_THIN: Final = 0.24

RUN: Final = Form(
    "run",
    (
        Phrase("drive 1", _HOME, _BACKBEAT, _DRIVE, "1.5.8.5.3.5.8.5.", 0.30, 0.30),
        Phrase("drive 2", _HOME, _BACKBEAT, _DRIVE, "1.5.8.5.3.5.8.5. 8.5.3.5.8...5... " * 2, 0.32, 0.30),
        Phrase("drive 3", _HOME, _OPEN_UP, _LEAP, "8...5...3...5...", 0.40, 0.26),
        Phrase("drive 4", _HOME, _TURN, _LEAP, "8...5...3.5.8.5.", 0.40, 0.32),
        Phrase("bounce 1", _LIGHT, _OPEN_UP, _BOUNCE, "8..5..3...8..5..", 0.42, 0.20),
        Phrase("bounce 2", _LIGHT, _OPEN_UP, _BOUNCE, "8..5..3...8..5.. 3..5..8...5..3.. " * 2, 0.42, 0.20),
        Phrase("bounce 3", _LIGHT, _BACKBEAT, _GLIDE, "..8...8...5...3.", 0.40, 0.34),
        Phrase("bounce 4", _LIGHT, _TURN, _GLIDE, "..8.5.8...5.3.5.", 0.40, 0.34),
        Phrase("glide 1", _WIDE, _SKIP, _LONG, "1.3.5.8.5.3.1.5.", _THIN, 0.46),
        Phrase("glide 2", _WIDE, _SKIP, _LONG, "5...3...1...5...", _THIN, 0.50),
        Phrase("glide 3", _WIDE, _SKIP, _GLIDE, "1.3.5.8.5.3.1.5.", 0.34, 0.40),
        Phrase("glide 4", _WIDE, _TURN, _GLIDE, "8.5.3.5.8.5.3.1.", 0.36, 0.36),
        Phrase("chase 1", _FAR, _CHASE, _LEAP, "5...8...5...3...", 0.46, 0.24),
        Phrase("chase 2", _FAR, _CHASE, _LEAP, "5..8..5.3..5..8.", 0.44, 0.24),
        Phrase("chase 3", _FAR, _ALL, _DRIVE, "8.8.5.5.3.3.5.5.", 0.38, 0.30),
        Phrase("chase 4", _FAR, _TURN, _DRIVE, "8.5.8.5.3.5.8.8.", 0.40, 0.30),
    ),
)
"""Heard in runs: 64 bars, of which no two phrases are the same."""

LAST_RUN: Final = Form(
    "last run",
    (
        Phrase("home 1", _SUN, _ALL, _DRIVE, "8.5.8.5.3.5.8.5.", 0.36, 0.34, bright=True),
        Phrase("home 2", _SUN, _ALL, _LEAP, "8...5...8...5...", 0.42, 0.34, bright=True),
        Phrase("home 3", _CLIMB, _ALL, _DRIVE, "5.8.5.8.3.5.8.5.", 0.38, 0.34, bright=True),
        Phrase("home 4", _CLIMB, _TURN, _LEAP, "8.8.5.5.8.8.5.5.", 0.38, 0.34, bright=True),
        Phrase("home 5", _HOME, _ALL, _BOUNCE, "8..8..5...8..5..", 0.42, 0.28, bright=True),
        Phrase("home 6", _HOME, _CHASE, _BOUNCE, "3..5..8...8..5..", 0.42, 0.28, bright=True),
        Phrase("home 7", _OPEN, _ALL, _DRIVE, "1.3.5.8.5.8.5.3.", 0.36, 0.36, bright=True),
        Phrase("home 8", _OPEN, _TURN, _LEAP, "8.5.8.5.8.5.8.8.", 0.38, 0.36, bright=True),
    ),
)
"""Heard in the last run."""

RUN_LIFT: Final = Form(
    "run lift",
    (
        Phrase(
            "lift 1",
            _CLIMB,
            ((Drum.SNARE, "x...x...x...x... " * 2 + "x.x.x.x.x.x.x.x. " * 2), (Drum.OPEN_HAT, "..x...x...x...x.")),
            _DRIVE,
            "8...5...8...5...",
            _FULL,
            0.34,
            rise_db=(-3.0, 0.0),
        ),
        Phrase(
            "lift 2",
            _CLIMB,
            ((Drum.SNARE, "x.x.x.x.x.x.x.x. " * 2 + "x.x.xxxxx.x.xxxx " * 2), (Drum.OPEN_HAT, "..x...x...x...x.")),
            _DRIVE,
            "8.5.8.5.8.5.8.5.",
            _FULL,
            0.34,
            bright=True,
            rise_db=(0.0, 1.5),
        ),
    ),
)
"""Heard at the end of a run: it grows towards the change."""

WALK: Final = Form(
    "walk",
    (
        Phrase("stroll 1", _LIGHT, _CLICK, _STEP, "..3...5...8...5.", 0.30, 0.42),
        Phrase("stroll 2", _LIGHT, _CLICK, _STEP, "..8...5...3...5.", 0.28, 0.46),
        Phrase("stroll 3", _LIGHT, _SWING, _STEP, "..3...5...8..... ..5...3...1..... " * 2, 0.32, 0.42),
        Phrase("stroll 4", _LIGHT, _SWING, _WANDER, "3...5...8...5...", 0.30, 0.40),
        Phrase("sway 1", _SUN, _SOFT, _WANDER, "8...5...3...5...", 0.34, 0.40),
        Phrase("sway 2", _SUN, _SOFT, _WANDER, "8.....5.....3...", 0.34, 0.44),
        Phrase("sway 3", _SUN, _BRUSH, _SWAY, "5...8...5...3...", 0.32, 0.40),
        Phrase("sway 4", _SUN, _BRUSH, _SWAY, "1.5.8...3.5.8...", 0.30, 0.38),
        Phrase("dawn 1", _OPEN, _NONE, _SLOW, "8.....5...3.....", 0.26, 0.55),
        Phrase("dawn 2", _OPEN, _NONE, _SLOW, "3...5...8...5...", 0.24, 0.55),
        Phrase("dawn 3", _OPEN, _CLICK, _SLOW, "8.....5...3..... 5.....3...1..... " * 2, 0.26, 0.52),
        Phrase("dawn 4", _OPEN, _CLICK, _LONG, "8...8...5...3...", 0.28, 0.48),
        Phrase("amble 1", _WIDE, _SWING, _SWAY, "1.5.8...3.5.8...", 0.28, 0.40),
        Phrase("amble 2", _WIDE, _SWING, _SWAY, "8...5.3.1...3.5.", 0.28, 0.40),
        Phrase("amble 3", _WIDE, _BRUSH, _LONG, "..8..5....3..5..", 0.32, 0.42),
        Phrase("amble 4", _WIDE, _BRUSH, _STEP, "5.....8.....5...", 0.32, 0.44),
    ),
)
"""Heard in walks, the warm-up and the cool-down: 64 calm bars, of which no two phrases are the same."""

WALK_LIFT: Final = Form(
    "walk lift",
    (
        Phrase(
            "ready 1",
            _CLIMB,
            ((Drum.RIM, "....x.......x..."), (Drum.SNARE, "................ " * 2 + "....o.......o... " * 2)),
            _STEP,
            "1.3.5.8.1.3.5.8.",
            0.26,
            0.42,
            rise_db=(-3.0, -1.0),
        ),
        Phrase(
            "ready 2",
            _CLIMB,
            ((Drum.SNARE, "....x.......x... " * 2 + "....x...o.o.x.oo " * 2), (Drum.OPEN_HAT, "..o...o...o...o.")),
            _DRIVE,
            "1.3.5.8.5.8.5.8.",
            0.30,
            0.42,
            rise_db=(-1.0, 1.0),
        ),
    ),
)
"""Heard at the end of a walk, before a run."""
