"""How fast the app is, measured beside a baseline and a floor: `python3 manage.py bench`."""
