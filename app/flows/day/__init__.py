"""A day for one person: asked, reminded, answered, blocked."""
