"""What the MP3 encoder does to the voice. Run by `make quality`; prints a table in Markdown (docs/voice-quality.md).

Measured are PESQ (ITU-R P.862.2, wide band: nothing above 8 kHz) and, for what PESQ does not hear, the level of the error above
8 kHz relative to the sound there; and the CPU time. Mono is the voice alone, stereo a session over a bed.
"""

import random
import sys
import tempfile
import time
from dataclasses import replace

import av
import numpy as np
import soxr
from pesq import NoUtterancesError, pesq
from phrases import phrases

from coach.mp3.encoder import encode
from coach.mp3.frames import MONO, STEREO
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.script.cues import Phrase
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.signal.facts import BYTES_PER_SAMPLE, ENCODER_DELAY, FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT

RATE = 48_000
PESQ_RATE = 16_000
LENGTH = 130
"""Seconds of sound that are measured."""
BLOCK = 8
"""Seconds that PESQ is given at a time: it was made for single sentences."""
SPLIT = 8_000
"""Hertz up to which PESQ hears."""
QUALITIES = (7, 5, 2)
HEADERS = {48_000: "fffb34c4", 64_000: "fffb54c4", 96_000: "fffb74c4", 128_000: "fffb94c4"}


def voice_alone(voice):
    """Return sentences of the default style in one channel, 400 ms apart."""
    with tempfile.TemporaryDirectory() as folder:
        speaker = Renderer(Settings(voice=voice, output=folder)).speaker
        texts = random.Random(1).sample(list(phrases("warm")), 90)
        speaker.prepare([Phrase(text) for text in texts])
        sound = b"".join(speaker.clip(Phrase(text)) + bytes(2 * RATE * 2 // 5) for text in texts)
    return np.frombuffer(sound, "<i2")[: LENGTH * RATE, np.newaxis]


def over_bed(voice, bed):
    """Return the start of a session over a bed, in two channels."""
    with tempfile.TemporaryDirectory() as folder:
        renderer = Renderer(Settings(voice=voice, bed=bed, output=folder))
        (request,) = session_requests(find_plan("walk-run-start"), 1, 2, Ratio(), None)
        mixdown = renderer.make(request).mixdown
        sound, size = bytearray(), FRAME_SAMPLES * 2 * BYTES_PER_SAMPLE
        for span in mixdown.spans:
            if len(sound) > LENGTH * RATE * 2 * BYTES_PER_SAMPLE:
                break
            pcm = span.piece.pcm() if span.piece else bytes((2 * CONTEXT + span.frames) * size)
            sound += pcm[(CONTEXT + span.skip) * size :][: span.frames * size]
    return np.frombuffer(sound, "<i2").reshape(-1, 2)[: LENGTH * RATE]


def coded(sound, bit_rate, quality):
    """Return the sound encoded and decoded, shape (samples, channels), and the CPU seconds that the encoder took."""
    base = MONO if sound.shape[1] == 1 else STEREO
    form = replace(
        base, bit_rate=bit_rate, size=bit_rate * 3 // 1_000, header=bytes.fromhex(HEADERS[bit_rate]), quality=quality
    )
    block = 32 * FRAME_SAMPLES
    padded = np.vstack([sound, np.zeros((2 * FRAME_SAMPLES, sound.shape[1]), "<i2")])
    start = time.process_time()
    frames = b"".join(encode((padded[at : at + block].tobytes() for at in range(0, len(padded), block)), form))
    spent = time.process_time() - start
    decoder = av.CodecContext.create("mp3float", "r")
    packets = [av.Packet(frames[at : at + form.size]) for at in range(0, len(frames), form.size)]
    parts = [frame.to_ndarray() for packet in packets for frame in decoder.decode(packet)]
    return np.hstack(parts).T[ENCODER_DELAY:][: len(sound)], spent


def pesq_of(sound, heard):
    """Return the mean PESQ of the blocks that hold speech, of the mean of the channels."""
    scores = []
    for start in range(0, len(heard) - BLOCK * RATE, BLOCK * RATE):
        pair = [soxr.resample(signal[start : start + BLOCK * RATE].mean(axis=1), RATE, PESQ_RATE) for signal in (sound, heard)]
        try:
            scores.append(pesq(PESQ_RATE, *pair, "wb"))
        except NoUtterancesError:
            continue
    return np.mean(scores)


def error_above(sound, heard):
    """Return the level of the error above 8 kHz, in dB relative to the sound there, over all samples."""
    high = np.fft.rfftfreq(RATE, 1 / RATE) > SPLIT
    seconds = len(heard) // RATE
    spectra = [np.fft.rfft(signal[: seconds * RATE].reshape(seconds, RATE, -1), axis=1)[:, high] for signal in (sound, heard)]
    return 10 * np.log10(np.sum(np.abs(spectra[1] - spectra[0]) ** 2) / np.sum(np.abs(spectra[0]) ** 2))


def write(line):
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    """Print the table."""
    write("| sound | kbit/s | quality | PESQ | error above 8 kHz, dB | CPU, ms a second |\n|---|---|---|---|---|---|")
    sounds = {f"{voice} alone": voice_alone(voice) for voice in ("heart", "joe")}
    sounds |= {f"heart over {bed}": over_bed("heart", bed) for bed in ("beat", "ambient")}
    for name, pcm in sounds.items():
        sound = pcm.astype(np.float32) / 32_768
        for bit_rate in (48_000, 64_000, 96_000) if pcm.shape[1] == 1 else (96_000, 128_000):
            for quality in QUALITIES:
                heard, spent = coded(pcm, bit_rate, quality)
                score, error = pesq_of(sound[: len(heard)], heard), error_above(sound[: len(heard)], heard)
                cost = 1_000 * spent / LENGTH
                write(f"| {name} | {bit_rate // 1_000} | {quality} | {score:.2f} | {error:.1f} | {cost:.1f} |")


if __name__ == "__main__":
    main()
