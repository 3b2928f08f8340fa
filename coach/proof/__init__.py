"""The proof: a finished file, decoded again and held against the recipe that it carries."""
