"""Looking back: pages, figures and CSV rows."""
