"""Files that must outlive a loss of power."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Write a file, or the names in a folder, through to the disk. Raises OSError: it cannot be written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
