"""What looks after the project and its stack, behind `manage.py`; none of it ships."""
