"""The database: its tables, who writes them, and the index from values to files."""
