"""The mixer: what a visitor chooses, what pages show of it, and what makes it without a server."""
