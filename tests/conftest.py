"""What all tests share."""

import os
import shutil

import pytest


@pytest.fixture
def outside_tool():
    """Find a program that reads our files and is not ours; skip by its name where it is missing.

    With COACH_OUTSIDE_READERS=require a missing program is a failure.
    """

    def find(name):
        path = shutil.which(name)
        if path is None and os.environ.get("COACH_OUTSIDE_READERS") == "require":
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find
