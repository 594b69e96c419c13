"""Record the model's numbers in every check that moved, under an entry of the changelog.

    python tools/record_validation.py --because "Title of the entry under Scientific changes"

Refuses when CHANGELOG.md has no such entry. Rows that did not move keep what was recorded.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from soleus.study.check_records import (
    load_recorded,
    moved,
    scientific_changes,
    write_recorded,
)
from soleus.study.check_results import evaluate

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--because", help="title of the entry; without it, only says what moved")
    because = parser.parse_args().because
    titles = scientific_changes(CHANGELOG.read_text(encoding="utf-8"))
    if because is not None and because not in titles:
        print(f"CHANGELOG.md has no entry '{because}' under Scientific changes", file=sys.stderr)
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
