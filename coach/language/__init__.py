"""Languages: numbers, durations, titles and labels in words. One file a language; a style says which one it is written in."""
