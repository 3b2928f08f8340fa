"""The entry point: runs a command, and turns every error into one line and an exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn, TextIO

_COMPLETION = "_COACH_COMPLETE"
"""Set by the shell where it asks what may follow; all that completion needs is loaded only then."""

_COLLECT_AFTER = 100_000
"""Objects that the garbage collector waits for. At Python's own 700 a changed ratio, as a whole process, takes 1.05 times the
CPU (median of 20 pairs)."""


def main() -> NoReturn:
    """Run the command line and end the process. See the README for the exit codes."""
    try:
        from coach.cli import interrupts

        interrupts.install()
        code = _run()
        interrupts.end()
        if not interrupts.was_interrupted():
            _end(code)
    except KeyboardInterrupt:
        pass
    from coach.cli.interrupts import end_interrupted

    code = end_interrupted()
    # Not by way of the interpreter's own end: a speech engine that was cut off may abort the process there.
    if sys.stdout:
        sys.stdout.flush()
    os._exit(code)


def _run() -> int:
    """Run a command and return its exit code; every error becomes one line."""
    # What is loaded here stays to the end, so the garbage collector need not look through it again and again.
    gc.set_threshold(_COLLECT_AFTER)
    from coach.cli.app import app
    from coach.cli.interrupts import raise_if_interrupted
    from coach.cli.wording import option_name
    from coach.errors import CoachError

    # None where the shell has closed it: what is printed then goes nowhere.
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
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


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # pathlib loads later; open as long as the process


def _end(code: int) -> NoReturn:
    """End the process: like the interpreter's own end, without freeing one by one all objects that are left.

    Freeing them takes a seventh of the CPU of a short command. A thread that is waited for, a debugger and a profiler need the
    interpreter's own end. A speech engine that was left while it hung must not see it: freed under its hands, it aborts.
    """
    others = (thread for thread in threading.enumerate() if thread is not threading.main_thread())
    if not all(thread.daemon for thread in others) or sys.gettrace() or sys.getprofile():
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001  # the only way to run them
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except BrokenPipeError:
        code = code or 1
    except OSError as error:
        # Where the command has failed, its own message stands.
        code = code or _say(f"coach: the output cannot be written: {error.strerror}; check the room on the disk", 1)
    os._exit(code)


def _say(message: str, code: int) -> int:
    from coach.printable import printable

    print(printable(message), file=sys.stderr)  # noqa: T201  # the one place where errors become messages
    return code


if __name__ == "__main__":
    main()
