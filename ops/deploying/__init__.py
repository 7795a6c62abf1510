"""Deploying a stage, in AWS or on this machine, and removing it."""
