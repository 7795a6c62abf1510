"""When standups are due, and for which people."""
