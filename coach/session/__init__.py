"""From a request to a built session: which session it is, what it is called, what it was made from, and its file."""
