"""Where answers are shown, and how they are put together."""
