"""Count the lines of Python in `app/`, without blank lines, comments and docstrings.

    python -m bench.lines [--by-folder] [FOLDER]

A string that stands alone as a statement counts as a docstring, wherever it stands. A line with code and a comment
counts. Generated files in `assets` folders are no Python and are not read.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

from bench.cache import ROOT

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def count(source: str) -> int:
    """The number of lines of code in the text of a module."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    text = source.splitlines()
    return sum(1 for number in lines if text[number - 1].strip())


def by_folder(app: Path) -> Counter[str]:
    """Lines of code by folder below `app`; modules of `app` itself count as `.`."""
    counts: Counter[str] = Counter()
    for path in sorted(app.rglob("*.py")):
        inside = path.relative_to(app).parts
        counts[inside[0] if len(inside) > 1 else "."] += count(path.read_text(encoding="utf-8"))
    return counts


def main() -> None:
    """Print the number of lines, and with `--by-folder` those of each folder."""
    parser = argparse.ArgumentParser(description="Count lines of Python without blank lines, comments and docstrings.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "app", help="default: app/ of this source tree")
    parser.add_argument("--by-folder", action="store_true", help="also print the lines of each folder")
    arguments = parser.parse_args()
    counts = by_folder(arguments.folder)
    if arguments.by_folder:
        for folder, lines in counts.most_common():
            print(f"{lines:7,}  {folder}")
    print(f"{sum(counts.values()):7,}  lines of Python in {arguments.folder.name}/")


if __name__ == "__main__":
    main()
