"""Living attacks on a workspace of their own: what must not be possible is tried, and judged by its effects."""
