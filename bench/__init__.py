"""The speed yardstick: see README.md."""
