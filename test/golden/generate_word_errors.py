"""Word and character errors of text pairs, and their normalised words -> word-errors.json.

The counting is that of baselines/word_error_rate.py, a plain table of all alignments. Needs the packages regex and, for
a second opinion on the number of edits where it is installed, jiwer.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import asdict
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent
sys.path.insert(0, str(GOLDEN.parent.parent / "baselines"))

from word_error_rate import count_edits, normalised_words  # noqa: E402

SEED = 20
PAIRS = [
    ("", ""),
    ("", "Thank you."),
    ("Thank you.", ""),
    ("a b", "b c"),
    ("a b c d", "d c b a"),
    ("Mr. O’Neill's dogs' 'house', isn't it?", "Mister O'Neill's dogs house isnt it"),
    ("It costs $1,234.56 -- or 20%!", "it costs 1234.56 or 20 percent"),
    ("naïve café, ﬁnal Ⅳ", "naive cafe\u0301 final iv"),
    ("Größer, STRASSE, İstanbul", "größer straße istanbul"),
    ("客観的実在の 判断的知識", "客観的実在 の判断的知識"),
    ("नमस्ते दुनिया", "नमस्ते दुनियां"),
    ("ʼtwas rock'n'roll ''", "twas rock 'n' roll"),
]


def main() -> None:
    cases = [case_of(*pair) for pair in [*PAIRS, *corrupted_transcripts()]]
    document = {"madeWith": {"python": sys.version.split()[0]}, "cases": cases}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (GOLDEN / "word-errors.json").write_text(text + "\n", encoding="utf-8")


def corrupted_transcripts() -> list[tuple[str, str]]:
    """Texts of the fixture clips with words dropped, doubled, exchanged and moved, reproducibly."""
    transcripts = json.loads((GOLDEN / "greedy-transcripts.json").read_text(encoding="utf-8"))["transcripts"]
    chance = random.Random(SEED)
    return [(text, corrupt(text, chance)) for text in (one["plain"]["text"].strip() for one in transcripts)]


def corrupt(text: str, chance: random.Random) -> str:
    words: list[str] = []
    for word in text.split():
        edit = chance.random()
        if edit < 0.1:
            continue
        words += [word, word] if edit < 0.2 else ["um"] if edit < 0.3 else [word]
        if edit > 0.9:
            words[-2:] = words[: -3 : -1]
    return " ".join(words)


def case_of(reference: str, heard: str) -> dict[str, object]:
    expected, found = normalised_words(reference), normalised_words(heard)
    words = count_edits(expected, found)
    check_against_jiwer(expected, found, words.substitutions + words.deletions + words.insertions)
    return {
        "reference": reference,
        "heard": heard,
        "referenceWords": expected,
        "heardWords": found,
        "words": counts(words),
        "characters": counts(count_edits(list(" ".join(expected)), list(" ".join(found)))),
    }


def counts(errors: object) -> dict[str, int]:
    fields = asdict(errors)
    return {
        "substitutions": fields["substitutions"],
        "deletions": fields["deletions"],
        "insertions": fields["insertions"],
        "referenceLength": fields["reference_words"],
    }


def check_against_jiwer(expected: list[str], found: list[str], edits: int) -> None:
    try:
        import jiwer
    except ImportError:
        return
    if expected and found:
        output = jiwer.process_words(" ".join(expected), " ".join(found))
        theirs = output.substitutions + output.deletions + output.insertions
        if theirs != edits:
            raise SystemExit(f"error: jiwer counts {theirs} edits, not {edits}, in {expected} -> {found}")


if __name__ == "__main__":
    main()
