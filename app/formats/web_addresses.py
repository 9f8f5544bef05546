"""Addresses that came with the data, as far as others may be led to them."""

import re

_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """Whether it is an address that a link may have: http or https, no `javascript:`, no blanks or quotes."""
    return _WEB.fullmatch(text) is not None
