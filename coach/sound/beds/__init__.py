"""What plays under the voice: a beat, a quiet texture, or the runner's own music."""
