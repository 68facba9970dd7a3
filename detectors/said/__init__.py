"""What sentences say of people in ordinary words that is of a special category, learnt from sentences."""
