"""What a runner has done: the log, where it puts the runner in a plan, and what comes next."""
