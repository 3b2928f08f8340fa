"""The file: frames and their assembly, tags, chapters and the cover."""
