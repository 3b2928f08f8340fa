"""The entry point: runs a command, and turns every error into one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys

_COMPLETION = "_COACH_COMPLETE"
"""Set by the shell where it asks what may follow; all that completion needs is loaded only then."""


def main() -> None:
    """Run the command line. See the README for the exit codes."""
    try:
        from coach.cli import interrupts

        interrupts.install()
        code = _run()
        interrupts.end()
        if not interrupts.was_interrupted():
            sys.exit(code)
    except KeyboardInterrupt:
        pass
    from coach.cli.interrupts import end_interrupted

    code = end_interrupted()
    # Not by way of the interpreter's own end: a speech engine that was cut off may abort the process there.
    sys.stdout.flush()
    os._exit(code)


def _run() -> int:
    """Run a command and return its exit code; every error becomes one line."""
    # What is loaded here stays to the end, so the garbage collector need not look through it. Without this a changed ratio,
    # as a whole process, takes 1.1 times the CPU (medians of 25 and of 31 pairs: 1.11 and 1.14).
    gc.disable()
    from coach.cli.app import app
    from coach.cli.interrupts import raise_if_interrupted
    from coach.cli.wording import option_name
    from coach.errors import CoachError

    gc.freeze()
    gc.enable()

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a character shows a question mark rather than a traceback.
            stream.reconfigure(errors="replace")
    if _COMPLETION in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    try:
        app(prog_name="coach")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except CoachError as error:
        raise_if_interrupted()
        return _say(f"coach: {error.text(option_name)}", int(error.exit_code))
    except RecursionError:
        return _say("coach: the input is nested too deeply; simplify it", 3)
    except MemoryError:
        return _say("coach: out of memory; close other programs, or render fewer sessions at once", 1)
    except OSError as error:
        raise_if_interrupted()
        place = f"{error.filename}: " if error.filename else ""
        return _say(f"coach: {place}{error.strerror or error}; check the path, the permissions and the room on the disk", 1)
    return 0


def _say(message: str, code: int) -> int:
    from coach.printable import printable

    print(printable(message), file=sys.stderr)  # noqa: T201  # the one place where errors become messages
    return code


if __name__ == "__main__":
    main()
