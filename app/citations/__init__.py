"""Citations to paste, and files for reference managers: a `Citation` per record, then a module per format."""
