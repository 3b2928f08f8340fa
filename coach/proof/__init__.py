"""The check of a finished file: it is decoded and compared with the recipe in its tag."""
