"""The two Lambda functions, run on this machine."""
