"""The facts of the signal that the script, speech, the mix, the MP3 file and the check share. Imports no other package.

The sample rate itself stands in `coach.units`, where samples are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.units import SAMPLE_RATE, Decibels, Lufs, Milliseconds, Samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signal = NDArray[np.floating]
    """Samples at `SAMPLE_RATE`, full scale 1.0. The shape stands with each function. For annotations only."""

FRAME_SAMPLES: Final = Samples(1_152)
"""Samples per channel in an MPEG-1 Layer III frame (ISO 11172-3)."""

FRAME_MS: Final = Milliseconds(FRAME_SAMPLES * 1_000 // SAMPLE_RATE)
"""24: at 48 kHz a frame lasts a whole number of milliseconds."""

ENCODER_DELAY: Final = Samples(1_105)
"""Samples by which LAME's output follows its input, the decoder's delay included."""

DECODER_DELAY: Final = Samples(529)
"""Samples that every decoder puts out before the first encoded one; gapless players drop them."""

SPEECH_LOUDNESS: Final = Lufs(-16.0)
"""The integrated loudness of every spoken clip, measured on its one channel. All other levels are relative to it."""

TRUE_PEAK_CEILING: Final = Decibels(-1.0)
"""The highest true peak of a finished file, in dBTP."""

BYTES_PER_SAMPLE: Final = 2
"""All PCM between the rooms has 16 bits, little-endian, channels interleaved."""

FULL_SCALE_16_BIT: Final = 32_767
"""The 16-bit sample that stands for 1.0."""
