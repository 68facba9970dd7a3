"""An organisation's own rules: what it does not want reported, what it wants found, and what is its own."""
