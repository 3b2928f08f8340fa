"""A whole club at once: a roster becomes a folder a runner, with pages, cards and a manifest."""
