"""What the page and the tests ask for."""
