"""A server under everyday strain for minutes: mixes, downloads, slow and broken-off readers, four at once.

    python tests/web/soak.py 20

Every download must have the bytes of the first one of its address; memory must be level in the second half. Prints figures and
ends with status 1 where something is not right.
"""

import asyncio
import hashlib
import random
import sys
import time
from collections import Counter

from load import RATIOS, fetch, resident, server

AT_ONCE = 4
LEVEL = 1.25
"""How much more memory the second half may take than the first at its most."""

SPREAD = 12
"""So many different mixes are asked for, again and again."""


class Soak:
    """What was done, and what was found."""

    def __init__(self, base, pid, seconds):
        self.base, self.pid = base, pid
        self.end = time.monotonic() + seconds
        self.half = time.monotonic() + seconds / 2
        self.seen, self.counts, self.faults = {}, Counter(), []
        self.most = {"first": 0, "second": 0}
        self.chance = random.Random(1)

    async def phone(self, number):
        """Ask for one thing after another, until the time is over."""
        while time.monotonic() < self.end:
            run, walk = RATIOS[self.chance.randrange(SPREAD)]
            mix = f"/plans/custom/run.{run}_walk.{walk}_repeat.2/week-1-session-1/"
            kind = self.chance.choice(["page", "sound", "sound", "range", "slow", "broken off", "mixer", "nothing"])
            try:
                await asyncio.wait_for(getattr(self, kind.replace(" ", "_"))(mix, number), 120)
                self.counts[kind] += 1
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
                self.faults.append(f"{kind}: {error!r}")
            half = "first" if time.monotonic() < self.half else "second"
            self.most[half] = max(self.most[half], resident(self.pid)[0])

    async def page(self, mix, number):
        """Open a session's page."""
        answer = await fetch(self.base, mix, phone=number)
        assert answer["status"] in (200, 202, 503), answer["status"]  # 503: too many jobs wait

    async def mixer(self, mix, number):
        """Open the mixer."""
        answer = await fetch(self.base, f"/mixer/?{mix.split('/')[3].replace('_', '&').replace('.', '=')}", phone=number)
        assert answer["status"] == 200, answer["status"]

    async def nothing(self, _mix, number):
        """Ask for what is not there."""
        answer = await fetch(self.base, "/plans/nowhere/", phone=number)
        assert answer["status"] == 404, answer["status"]

    async def sound(self, mix, number, headers=""):
        """Download a session; the same address always has the same bytes."""
        answer = await fetch(self.base, f"{mix}mp3", headers, phone=number)
        if answer["status"] in (202, 503):  # still being rendered
            return
        assert answer["status"] in (200, 206), answer["status"]
        known = self.seen.setdefault((mix, headers), answer["hash"])
        assert answer["hash"] == known, "other bytes than before"

    async def range(self, mix, number):
        """Download a part."""
        await self.sound(mix, number, "Range: bytes=5000-104999\r\n")

    async def slow(self, mix, number):
        """Read a little, wait, and read on."""
        await self._partly(mix, number, pauses=20)

    async def broken_off(self, mix, number):
        """Read a little and go away."""
        await self._partly(mix, number, pauses=1)

    async def _partly(self, mix, number, pauses):
        reader, writer = await self._ask(f"{mix}mp3", number)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        writer.close()
        location = next((line.split(": ", 1)[1] for line in head.splitlines() if line.lower().startswith("location: ")), None)
        if location is None:  # still being rendered
            return
        reader, writer = await self._ask(mix + location, number)
        for _ in range(pauses):
            if not await reader.read(20_000):
                break
            await asyncio.sleep(0.1)
        writer.close()

    async def _ask(self, path, number):
        host, _, port = self.base.removeprefix("http://").rstrip("/").partition(":")
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port), local_addr=(f"127.0.0.{number}", 0), limit=2**16)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        return reader, writer


async def run(base, pid, minutes):
    """Let four phones at once do everything."""
    soak = Soak(base, pid, 60 * minutes)
    await asyncio.gather(*(soak.phone(number) for number in range(11, 11 + AT_ONCE)))
    return soak


def main(minutes="20"):
    """Run, print, and tell whether all was right."""
    with server() as (process, base):
        soak = asyncio.run(run(base, process.pid, float(minutes)))
        alive = process.poll() is None
    first, second = (size / 1_000_000 for size in soak.most.values())
    digests = hashlib.sha256("".join(sorted(soak.seen.values())).encode()).hexdigest()[:8]
    print(f"{minutes} min, {sum(soak.counts.values())} requests: {dict(soak.counts)}; {len(soak.seen)} sounds ({digests})")  # noqa: T201
    print(f"memory: {first:.0f} MB in the first half at most, {second:.0f} MB in the second; {len(soak.faults)} faults")  # noqa: T201
    for fault in soak.faults[:20]:
        print(f"  {fault}")  # noqa: T201
    return 0 if alive and not soak.faults and second <= first * LEVEL else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
