"""What a standup is and how it behaves: pure, standard library only."""
