"""Looking back: the modals with the days of a standup, one's own reports, and figures."""
