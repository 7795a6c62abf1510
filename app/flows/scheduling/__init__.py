"""What the clock does: ticks, jobs, and who joins and leaves meanwhile."""
