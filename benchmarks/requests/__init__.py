"""How fast the app answers, measured beside a baseline and a floor."""
