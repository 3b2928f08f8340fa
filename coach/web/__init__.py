"""Web pages and podcast feeds: a server for the home network, and a folder of files for any web host."""
