"""Imports of data that others publish: each becomes the checked records of a collection, as data files give them."""
