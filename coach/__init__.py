"""A voice-guided audio coach for walk-run training: one MP3 per session."""

__version__ = "0.1.0"
