"""Many phones at once: each fetches a session in a ratio of its own from one server. Prints throughput, latency and memory.

    python tests/web/load.py --phones 50

Starts a server of its own on this computer, with the cache that the environment names, and ends it. A first round renders
the sessions; the rounds after it count.
"""

import argparse
import asyncio
import hashlib
import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

RATIOS = [
    (run, walk)
    for walk in ("1m", "1m30s", "2m", "45s", "30s")
    for run in ("1m", "1m30s", "2m", "2m30s", "3m", "45s", "4m", "5m", "6m", "8m")
]
MEGABYTE = 1_000_000


@contextmanager
def server(*words):
    """Run `coach serve` and give its process and address."""
    command = [sys.executable, "-m", "coach", "serve", "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def resident(pid):
    """Return a process's memory in bytes: now, and the most so far."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))


async def fetch(base, path, headers="", phone=1):
    """Fetch one address over a connection of its own, redirects too; each phone has an address of its own (127.0.0.N)."""
    host, _, port = base.removeprefix("http://").rstrip("/").partition(":")
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port), limit=2**20, local_addr=(f"127.0.0.{phone}", 0))
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n{headers}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first = time.perf_counter() - began
        status = int(head.split()[1])
        fields = dict(line.split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
        digest, size = hashlib.sha256(), 0
        while chunk := await reader.read(2**18):
            digest.update(chunk)
            size += len(chunk)
    finally:
        writer.close()
    if status == 302:
        return await fetch(base, path.rpartition("/")[0] + "/" + fields["location"], headers, phone)
    return {
        "status": status,
        "fields": fields,
        "hash": digest.hexdigest(),
        "size": size,
        "first": first,
        "all": time.perf_counter() - began,
    }


async def fetch_all(base, paths):
    """Fetch all addresses at once."""
    return await asyncio.gather(*(fetch(base, path, phone=number) for number, path in enumerate(paths, 1)))


def _run(work):
    """Run in a thread of its own: the caller's may have a loop already, such as a browser's."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def rounds(phones, times, *, again=0):
    """Let the phones fetch, several times; yield the answers, the seconds of each round and the server's memory after it."""
    paths = [f"/plans/custom/run.{run}_walk.{walk}_repeat.6/week-1-session-1/mp3" for run, walk in RATIOS[:phones]]
    with server() as (process, base):
        for _ in range(again):
            # The first round speaks the lines, which takes a while: one session after the other.
            for path in paths:
                while _run(fetch(base, path))["status"] == 503:
                    time.sleep(1)
        for _ in range(times):
            began = time.perf_counter()
            answers = _run(fetch_all(base, paths))
            yield answers, time.perf_counter() - began, resident(process.pid)


def main():
    """Print a line for each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=50, choices=range(1, len(RATIOS) + 1), metavar="N")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{options.phones} phones at once, {os.cpu_count()} cores")  # noqa: T201  # a script's own output
    for answers, seconds, (now, most) in rounds(options.phones, options.rounds, again=1):
        size = sum(answer["size"] for answer in answers)
        firsts = sorted(answer["first"] for answer in answers)
        wholes = sorted(answer["all"] for answer in answers)
        statuses = {answer["status"] for answer in answers}
        print(  # noqa: T201  # a script's own output
            f"status {statuses}, {size / MEGABYTE:.0f} MB in {seconds:.2f} s: {size / MEGABYTE / seconds:.0f} MB/s; "
            f"first byte median {statistics.median(firsts):.2f} s, slowest {firsts[-1]:.2f} s; "
            f"whole file median {statistics.median(wholes):.2f} s, slowest {wholes[-1]:.2f} s; "
            f"memory {now / MEGABYTE:.0f} MB (peak {most / MEGABYTE:.0f} MB)"
        )


if __name__ == "__main__":
    main()
