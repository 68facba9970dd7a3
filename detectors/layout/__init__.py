"""What stands where on a sheet: headers and their roles, tables, forms."""
