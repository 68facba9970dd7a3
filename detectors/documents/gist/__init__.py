"""What a text is about as a whole, in whatever words it is said, and of which class that makes it."""
