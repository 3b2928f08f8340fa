"""Slower or faster speech at the same pitch: libavfilter's `atempo` (waveform similarity overlap-add), through PyAV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.speech.engine import Pcm

if TYPE_CHECKING:
    from av.filter import Graph

    from coach.signal.facts import Signal

_MARGIN: Final = 0.1
"""Seconds of silence that are put around the sound: the filter loses a part of its window at both ends."""

_BLOCK: Final = 0.1
"""Seconds that the filter is given at a time; it copies the rest of a longer frame again and again."""


def stretched(pcm: Pcm, rate: float) -> Pcm:
    """Return the sound `rate` times as fast (0.5 to 2), its pitch kept, with silence added around it.

    The same sound and rate give the same samples. At a rate of 1 the sound is returned as it is.
    """
    if rate == 1.0 or not len(pcm.samples):
        return pcm
    import numpy as np
    from av import AudioFrame

    graph = _graph(pcm.rate, rate)
    sound = np.pad(np.asarray(pcm.samples, np.float32), round(_MARGIN * pcm.rate))
    block = round(_BLOCK * pcm.rate)
    parts = []
    for start in range(0, len(sound), block):
        frame = AudioFrame.from_ndarray(sound[np.newaxis, start : start + block], format="flt", layout="mono")
        frame.sample_rate, frame.pts = pcm.rate, start
        graph.push(frame)
        parts += _pulled(graph)
    graph.push(None)
    return Pcm(np.concatenate([*parts, *_pulled(graph)]), pcm.rate)


def _graph(sample_rate: int, rate: float) -> Graph:
    from fractions import Fraction

    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono", time_base=Fraction(1, sample_rate))
    graph.link_nodes(source, graph.add("atempo", f"tempo={rate:.4f}"), graph.add("abuffersink")).configure()
    return graph


def _pulled(graph: Graph) -> list[Signal]:
    from av import AudioFrame, BlockingIOError, EOFError  # noqa: A004 - libav's own, which say that no frame is ready

    parts: list[Signal] = []
    while True:
        try:
            frame = graph.pull()
        except (EOFError, BlockingIOError):
            return parts
        if isinstance(frame, AudioFrame):
            parts.append(frame.to_ndarray()[0])
