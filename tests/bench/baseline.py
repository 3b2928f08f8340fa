"""What the product is measured against: the common pydub pattern, written as one would write it, and nothing slower.

Silence as long as the session, every clip laid over it, one export through ffmpeg. It is spared all that is known to cost it
more: the clips have the base's rate already (nothing is resampled), each line is spoken once and held in memory, and the bed is
made of a few long copies.
"""

import warnings

from pydub import AudioSegment

RATE = 48_000
DUCKED_BY = -13


def segment(pcm):
    return AudioSegment(data=pcm, sample_width=2, frame_rate=RATE, channels=1)


def over_silence(path, length, clips):
    """Write a mono MP3: `length` in ms, clips as pairs of their start in ms and their segment."""
    session = AudioSegment.silent(duration=length, frame_rate=RATE)
    for start, clip in clips:
        session = session.overlay(clip, position=start)
    _export(session, path, "64k")


def over_bed(path, length, clips, bed):
    """Write a stereo MP3 over a bed that goes round, lowered under each clip."""
    session = (bed * (length // len(bed) + 1))[:length]
    for start, clip in clips:
        session = session.overlay(clip.set_channels(2), position=start, gain_during_overlay=DUCKED_BY)
    _export(session, path, "128k")


def _export(session, path, bitrate):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.export(path, format="mp3", bitrate=bitrate).close()
