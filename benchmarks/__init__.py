"""What measures: behind `python3 manage.py bench`, a command for each question. None of it ships."""
