"""What is said, and when: lines from templates, then cues placed in time."""
