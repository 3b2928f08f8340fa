"""Requests in, responses out: one file for each kind of address."""
