"""Memory that threads have freed goes back to the system; the process that is measured is one of its own."""

import subprocess
import sys

import pytest

PROGRAM = """
import re, sys, threading
from pathlib import Path
from coach.web.process_memory import give_back, limit_pools

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

if "limit" in sys.argv:
    limit_pools()
gate = threading.Barrier(12)
held = []

def work():
    gate.wait()
    blocks = [b"x" * 60_000 for _ in range(200)]  # smaller than what is mapped by itself
    held.append(blocks[::2])
    gate.wait()

threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
kept = resident()
give_back()
print(kept, resident(), len(re.findall(r"^\\S+ rw-p 00000000 00:00 0\\s*$", Path("/proc/self/maps").read_text(), re.M)))
"""


def kept_and_given_back(*words):
    return [int(word) for word in subprocess.check_output([sys.executable, "-c", PROGRAM, *words], text=True).split()]


@pytest.mark.skipif(sys.platform != "linux", reason="the pools are those of Linux's C library")
def test_what_is_free_goes_back_to_the_system():
    kept, left, _ = kept_and_given_back()
    assert left < kept - 30  # of 60 MB that are free


@pytest.mark.skipif(sys.platform != "linux", reason="the pools are those of Linux's C library")
def test_few_pools_are_kept():
    assert kept_and_given_back("limit")[2] < kept_and_given_back()[2]
