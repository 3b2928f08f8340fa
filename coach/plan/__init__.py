"""What is run: plans, their sessions, and the timeline of one session."""
