"""What people ask of the inventory: lists, sweeps, work lists, where a person occurs."""
