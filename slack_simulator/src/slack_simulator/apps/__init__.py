"""Installed apps and their manifests."""
