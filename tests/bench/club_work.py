"""What a worker does in the benchmark of clubs: it makes whole files, hashes them and drops them."""

import hashlib
import resource
from pathlib import Path

from coach.cache import Cache
from coach.session.renderer import Renderer


def hashed(rows, cache):
    """Make the sessions of runners without writing them; return how many, their bytes, CPU seconds and the peak of memory."""
    before = _cpu()
    sessions = size = 0
    for row in rows:
        renderer = Renderer(row.settings, cache=Cache(Path(cache)))
        for request in row.sessions():
            digest = hashlib.blake2b()
            for chunk in renderer.assembly(request).chunks():
                digest.update(chunk)
                size += len(chunk)
            sessions += 1
    return sessions, size, _cpu() - before, _peak()


def _cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak():
    """Return this program's peak of memory in MB. What `getrusage` says would include the program that started it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1_024
