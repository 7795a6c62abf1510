"""A standup's owners: told of trouble, replaced when they are gone."""
