"""One's own data, and erasure."""
