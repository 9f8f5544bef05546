"""Citations to paste, and files of citations for reference managers: one module for each style or format."""
