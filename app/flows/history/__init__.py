"""Looking back: pages of the history and figures."""
