"""The version, which files and cache keys carry."""

__version__ = "0.1.0"
