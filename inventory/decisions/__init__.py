"""What people decided about files and findings, and what is done with files because of it."""
