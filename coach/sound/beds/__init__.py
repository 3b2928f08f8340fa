"""Beds: a beat, an ambient texture, or the runner's own music or talk under the voice."""
