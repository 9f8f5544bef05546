"""Coverage-guided fuzzing with atheris: inputs are changed again and again, and those that reach new code are kept.

    python -m tests.fuzz.run                        all targets, 60 seconds each
    python -m tests.fuzz.run yaml --seconds 600     one of them

It runs in an environment of its own, `tests/fuzz/.venv`, which `make fuzz` makes. Inputs that reach new code are kept
in `tests/fuzz/.corpus`, those that a target fails on in `test-artefacts/fuzz`. What is found is mended, and the input
becomes a seed in `tests/fuzz/seeds`, which the ordinary tests run.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORPUS = HERE / ".corpus"
FOUND = ROOT / "test-artefacts" / "fuzz"
NAMES = sorted(path.name for path in (HERE / "seeds").iterdir())
LONGEST_INPUT = 20_000
MOST_MEGABYTES = 2_048
MOST_SECONDS_OF_ONE = 30


def main() -> None:
    """Fuzz the targets that the arguments name, one after the other; exit with 1 if one fails."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("targets", nargs="*", choices=[*NAMES, []], help="which; none: all")
    arguments.add_argument("--seconds", type=int, default=60, help="for each target")
    given = arguments.parse_args()
    names = given.targets or NAMES
    if len(names) > 1:  # the fuzzer ends its process
        command = [sys.executable, "-m", "tests.fuzz.run", "--seconds", str(given.seconds)]
        failed = [name for name in names if subprocess.run([*command, name], cwd=ROOT, check=False).returncode]
        sys.exit(f"Faults were found by: {', '.join(failed)}. Their inputs are in {FOUND}." if failed else 0)
    _fuzz(names[0], given.seconds)


def _fuzz(name: str, seconds: int) -> None:
    """Fuzz one target, and end the process."""
    import atheris

    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.targets import TARGETS
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    FOUND.mkdir(parents=True, exist_ok=True)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST_INPUT,
        "rss_limit_mb": MOST_MEGABYTES,
        "timeout": MOST_SECONDS_OF_ONE,
        "artifact_prefix": f"{FOUND}/{name}-",
        "verbosity": 0,
        "print_final_stats": 1,
    }
    flags = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(corpus), str(HERE / "seeds" / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
