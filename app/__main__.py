"""Where the command `timeline` starts: `python -m app` is the same.

Loading the program takes a second or more. Whoever stops it meanwhile with Ctrl-C gets no traceback.
"""

import gc
import os
import signal

STOPPED = 130
"""The exit status of a program that Ctrl-C has ended, as shells have it: 128 and the number of the signal."""


def main() -> None:
    """Run the command that the arguments name, and exit."""
    by_python = signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(STOPPED))
    gc.disable()  # nothing that is made while the program is loaded is garbage
    from app.cli import main as run  # noqa: PLC0415 - this is what takes so long

    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, by_python)
    run()


if __name__ == "__main__":
    main()
