"""The way out: web pages, podcast feeds, calendars, and the server that hands them to a phone."""
