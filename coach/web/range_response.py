"""A session's sound as an HTTP response: any part of it, at the client's own pace, without ever being held as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import anyio
from anyio.to_thread import run_sync
from starlette.responses import Response

from coach.mp3.assemble import Assembly
from coach.web.episode import AUDIO_TYPE
from coach.web.ranges import answer

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

BATCH: Final = 128 * 1024
"""Bytes that are handed to the connection at a time."""

_READERS: Final = anyio.CapacityLimiter(8)
"""Threads that read for all clients."""

FOR_EVER: Final = "private, max-age=31536000, immutable"


class AudioResponse(Response):
    """Answers HEAD, ranges and conditions; gives a client up that takes nothing for `patience` seconds."""

    def __init__(self, assembly: Assembly, file_name: str, patience: float) -> None:
        super().__init__(media_type=AUDIO_TYPE)
        self._assembly = assembly
        self._patience = patience
        self._etag = f'"{assembly.fingerprint}"'
        self._said = {
            "content-type": AUDIO_TYPE,
            "accept-ranges": "bytes",
            "etag": self._etag,
            "cache-control": FOR_EVER,
            "content-disposition": f'attachment; filename="{file_name}"',
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        reply = answer(scope["method"], asked, self._etag, self._assembly.size)
        headers = {**self._said, **reply.headers}
        if reply.status is not HTTPStatus.NOT_MODIFIED:
            headers["content-length"] = str(reply.stop - reply.start)
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": int(reply.status), "headers": raw})
        is_sent = False
        if scope["method"] == "GET" and reply.stop > reply.start:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
                is_sent = await self._send_bytes(reply.start, reply.stop, send)
                tasks.cancel_scope.cancel()
            if not is_sent:
                # Ending without the rest lets the server close the connection.
                return
        await send({"type": "http.response.body", "body": b""})

    async def _send_bytes(self, start: int, stop: int, send: Send) -> bool:
        """Send these bytes; tell whether the client took them all."""
        batches = batched(self._assembly, start, stop)
        while batch := await run_sync(next, batches, b"", limiter=_READERS):
            with anyio.move_on_after(self._patience) as waiting:
                await send({"type": "http.response.body", "body": batch, "more_body": True})
            if waiting.cancelled_caught:
                return False
        return True


async def _until_gone(receive: Receive, work: anyio.CancelScope) -> None:
    """Stop the work when the client hangs up: nobody reads the rest."""
    while (await receive())["type"] != "http.disconnect":
        pass
    work.cancel()


def batched(assembly: Assembly, start: int, stop: int) -> Iterator[bytes]:
    """Yield a part of a session's sound in batches of about `BATCH` bytes."""
    batch: list[bytes | memoryview] = []
    held = 0
    for chunk in assembly.chunks(start, stop):
        batch.append(chunk)
        held += len(chunk)
        if held >= BATCH:
            yield b"".join(batch)
            batch, held = [], 0
    if batch:
        yield b"".join(batch)
