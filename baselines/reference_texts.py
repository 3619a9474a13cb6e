"""What is said in the clips, from the manifest beside them."""

from __future__ import annotations

import csv
from pathlib import Path


def read_references(speech: Path, names: list[str]) -> list[str] | None:
    """Transcripts in the order of `names`, from manifest.tsv (columns path and transcript); None without one."""
    manifest = speech / "manifest.tsv"
    if not manifest.exists():
        return None
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        transcripts = {row["path"]: row["transcript"] for row in rows}
    missing = [name for name in names if name not in transcripts]
    if missing:
        raise SystemExit(f"error: {manifest} has no transcript of {', '.join(missing)}")
    return [transcripts[name] for name in names]
