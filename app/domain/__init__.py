"""What a standup is and how it behaves: pure functions and values, with the standard library and msgspec alone."""
