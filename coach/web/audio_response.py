"""A session's audio as an HTTP response: any range of it, as fast as the client reads, never as a whole in memory."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import anyio
from anyio.to_thread import run_sync
from starlette.responses import Response

from coach.mixer.episode import AUDIO_TYPE
from coach.mp3.assemble import Assembly
from coach.web.byte_range import range_reply

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

BLOCK_SIZE: Final = 128 * 1024
"""Bytes that are sent to the connection at a time."""

_READER_THREADS: Final = anyio.CapacityLimiter(8)
"""Threads that read the audio, for all clients together."""

IMMUTABLE: Final = "max-age=31536000, immutable"
"""The Cache-Control of addresses whose content never changes: kept for a year."""


class AudioResponse(Response):
    """Answers HEAD, ranges and conditions. Stops if the client reads nothing for `stall_timeout` seconds."""

    def __init__(self, assembly: Assembly, file_name: str, stall_timeout: float) -> None:
        super().__init__(media_type=AUDIO_TYPE)
        self._assembly = assembly
        self._stall_timeout = stall_timeout
        self._etag = f'"{assembly.fingerprint}"'
        self._audio_headers = {
            "content-type": AUDIO_TYPE,
            "accept-ranges": "bytes",
            "etag": self._etag,
            "cache-control": f"private, {IMMUTABLE}",
            "content-disposition": f'attachment; filename="{file_name}"',
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response."""
        request_headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        reply = range_reply(scope["method"], request_headers, self._etag, self._assembly.size)
        headers = {**self._audio_headers, **reply.headers}
        if reply.status is not HTTPStatus.NOT_MODIFIED:
            headers["content-length"] = str(reply.stop - reply.start)
        raw_headers = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": int(reply.status), "headers": raw_headers})
        is_sent = False
        if scope["method"] == "GET" and reply.stop > reply.start:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_cancel_on_disconnect, receive, tasks.cancel_scope)
                is_sent = await self._send_bytes(reply.start, reply.stop, send)
                tasks.cancel_scope.cancel()
            if not is_sent:
                # Ending without the rest lets the server close the connection.
                return
        await send({"type": "http.response.body", "body": b""})

    async def _send_bytes(self, start: int, stop: int, send: Send) -> bool:
        """Send these bytes. Returns whether the client has read them all."""
        blocks = audio_blocks(self._assembly, start, stop)
        while block := await run_sync(next, blocks, b"", limiter=_READER_THREADS):
            with anyio.move_on_after(self._stall_timeout) as timeout:
                await send({"type": "http.response.body", "body": block, "more_body": True})
            if timeout.cancelled_caught:
                return False
        return True


async def _cancel_on_disconnect(receive: Receive, response: anyio.CancelScope) -> None:
    """Cancel the response when the client disconnects."""
    while (await receive())["type"] != "http.disconnect":
        pass
    response.cancel()


def audio_blocks(assembly: Assembly, start: int, stop: int) -> Iterator[bytes]:
    """Yield a part of a session's audio in blocks of about `BLOCK_SIZE` bytes."""
    block: list[bytes | memoryview] = []
    size = 0
    for chunk in assembly.chunks(start, stop):
        block.append(chunk)
        size += len(chunk)
        if size >= BLOCK_SIZE:
            yield b"".join(block)
            block, size = [], 0
    if block:
        yield b"".join(block)
