"""The signal: its sample rate, frames and levels, and how loudness and peaks are measured."""
