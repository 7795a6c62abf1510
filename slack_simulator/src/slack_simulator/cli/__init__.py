"""The command line: a workspace in the browser for any app."""
