"""The tables, each kind of row, and the one connection."""
