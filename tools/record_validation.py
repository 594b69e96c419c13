"""Record the model's numbers in every check that moved, under an entry of the changelog.

    python tools/record_validation.py --because "Title of the entry under Scientific changes"

Refuses when the topmost version of CHANGELOG.md has no such entry. Rows that did
not move keep what was recorded.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from soleus.study.check_records import (
    load_recorded,
    moved,
    newest_changes,
    write_recorded,
)
from soleus.study.check_results import evaluate

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--because", help="title of the entry; without it, only says what moved")
    because = parser.parse_args(arguments).because
    titles = newest_changes(CHANGELOG.read_text(encoding="utf-8"))
    if because is not None and because not in titles:
        print(
            f"the topmost version of CHANGELOG.md has no entry '{because}' under Scientific "
            f"changes; it has: {'; '.join(titles) or 'none'}",
            file=sys.stderr,
        )
        return 2
    results, recorded = evaluate(), load_recorded()
    sentences = moved(results, recorded)
    for sentence in sentences:
        print(sentence)
    if because is None:
        print(f"{len(sentences)} of {len(results)} moved")
        return 0
    names = write_recorded(results, recorded, because)
    print(f"{len(names)} of {len(results)} recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
