"""The steps of `setup`, each in the module that knows about it."""
