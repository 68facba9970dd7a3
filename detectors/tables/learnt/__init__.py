"""Columns told by what is learnt from lists as offices keep them; ``detectors.tables.train`` makes the weights."""
