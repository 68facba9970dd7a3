"""The sample share of ``tana demo``: invented people, makers of office files, and what lies where."""
