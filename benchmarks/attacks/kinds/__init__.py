"""The attacks, by what they aim at; each is registered by its decorator."""
