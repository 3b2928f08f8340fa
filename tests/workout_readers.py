"""What other people's programs, and the published grammar, read in our files."""

import io
import re
from datetime import timedelta

import fitdecode
import workoutgen
from garmin_fit_sdk import Decoder, Stream

OPEN = None
"""A step that the runner ends."""


def fit_steps(data):
    """Read the steps with fitdecode, repeats gone through: name, intensity and length in seconds of each."""
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        frames = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "workout_step"]
    return _unrolled_fit([{field.name: field.value for field in frame.fields} for frame in frames])


def garmin_steps(data):
    """Read the steps with Garmin's own kit, repeats gone through; it must find no error and a whole file."""
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    assert messages["workout_mesgs"][0]["num_valid_steps"] == len(messages["workout_step_mesgs"])
    return _unrolled_fit(messages["workout_step_mesgs"]), messages


def _unrolled_fit(messages):
    steps = []
    places = []
    for index, message in enumerate(messages):
        assert message["message_index"] == index
        places.append(len(steps))
        if message["duration_type"] == "repeat_until_steps_cmplt":
            steps += steps[places[message["duration_step"]] :] * (message["repeat_steps"] - 1)
        else:
            length = message["duration_time"] if message["duration_type"] == "time" else OPEN
            steps.append((message["wkt_step_name"], message["intensity"], length))
    return steps


def apple_steps(data):
    """Read the steps with workoutgen, repeats gone through: purpose and length in seconds of each."""
    plan, _ = workoutgen.decode(data)
    steps = [("warm-up", _goal(plan["warmup"]))]
    for block in plan["blocks"]:
        purposes = {workoutgen.WORK: "work", workoutgen.RECOVERY: "recovery"}
        steps += [(purposes[step["purpose"]], _goal(step)) for step in block["steps"]] * block["iterations"]
    return [*steps, ("cool-down", _goal(plan["cooldown"]))]


def _goal(step):
    if step["goal"] == ("open",):
        return OPEN
    kind, value, unit = step["goal"]
    assert (kind, unit) == ("time", workoutgen.TIME_UNITS["s"])
    return value


_STEP = re.compile(r"- (?P<cue>[^\d]+?) (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?P<lap> press lap)?", re.ASCII)
_HEADING = re.compile(r"[A-Za-z- ]+?(?: (\d+)x)?", re.ASCII)


def intervals_steps(text):
    """Read the steps by the grammar in intervals.icu's forum: blocks between empty lines; `m` is minutes."""
    steps = []
    for block in text.rstrip("\n").split("\n\n"):
        heading, *lines = block.split("\n")
        times = int(_HEADING.fullmatch(heading)[1] or 1)
        inner = []
        for line in lines:
            found = _STEP.fullmatch(line)
            hours, minutes, seconds = (int(group or 0) for group in found.groups()[1:4])
            length = timedelta(hours=hours, minutes=minutes, seconds=seconds).total_seconds()
            inner.append((found["cue"], OPEN if found["lap"] else length))
        steps += inner * times
    return steps
