"""Memory of the process."""

import ctypes

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Give memory that is free back to the system.

    The C library of most Linux systems (glibc) keeps what threads of libraries have freed. Others need no such call.
    """
    if _TRIM is not None:
        _TRIM(0)
