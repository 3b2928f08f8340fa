"""A session in other forms: cue sheets to read, subtitles, calendars."""
