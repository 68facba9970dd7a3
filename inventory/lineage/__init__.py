"""Which files are copies of one another, hold the same people, or have moved."""
