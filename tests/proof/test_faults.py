"""Every seeded fault is caught: the file is made by the product's own stages, and its recipe keeps the truth."""

from dataclasses import replace

import pytest

from coach.errors import RecipeError
from coach.plan.model import Effort
from coach.proof.check import check_file
from coach.proof.report import Verdict
from coach.script.cues import Cue, CueKind, Tone
from coach.units import Milliseconds

from .conftest import Louder
