"""What each column of a table and each field of a form holds."""
