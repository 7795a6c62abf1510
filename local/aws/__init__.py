"""The embedded AWS, and the door before it."""
