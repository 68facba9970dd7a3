"""How many people a file is about."""
