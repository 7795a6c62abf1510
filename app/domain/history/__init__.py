"""Looking back, in figures and rows."""
