"""Who may do what, and what becomes of what is stored."""
