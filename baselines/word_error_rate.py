"""Word error rate, counted as `whisper-batch compare` counts it but after a simpler normaliser.

That is lower case and NFKC; what is no letter, digit or mark becomes a space, but apostrophes inside words stay. Numbers
and abbreviations are not spelled out ("Mr." stays different from "mister"), so absolute values are a little higher than
with Whisper's own normaliser. Both sides of a comparison are judged alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import regex


@dataclass(frozen=True)
class WordErrors:
    """Edits that turn the reference words into the words heard; they can be added up over files."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    reference_words: int = 0

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.reference_words + other.reference_words,
        )

    @property
    def percent(self) -> float:
        edits = self.substitutions + self.deletions + self.insertions
        return 100 * edits / max(self.reference_words, 1)


def corpus_word_errors(pairs: Iterable[tuple[str, str]]) -> WordErrors:
    """Summed errors of (reference, heard) pairs: edits over all words, not a mean of percentages."""
    return sum((word_errors(reference, heard) for reference, heard in pairs), WordErrors())


def word_errors(reference: str, heard: str) -> WordErrors:
    """Errors of one text."""
    return count_edits(normalised_words(reference), normalised_words(heard))


def count_edits(expected: list[str], found: list[str]) -> WordErrors:
    """The fewest edits and, among those, the ones with the fewest substitutions, which keep the most words."""
    # row[j] = (edits, substitutions, deletions, insertions) that turn expected[:i] into found[:j]
    row = [(j, 0, 0, j) for j in range(len(found) + 1)]
    for i, expected_word in enumerate(expected, start=1):
        previous, row = row, [(i, 0, i, 0)]
        for j, found_word in enumerate(found, start=1):
            row.append(cheapest_edit(previous[j - 1], previous[j], row[j - 1], expected_word == found_word))
    _, substitutions, deletions, insertions = row[-1]
    return WordErrors(substitutions, deletions, insertions, len(expected))


def cheapest_edit(diagonal: tuple, above: tuple, left: tuple, is_same_word: bool) -> tuple:
    edit = 0 if is_same_word else 1
    return min(
        (diagonal[0] + edit, diagonal[1] + edit, diagonal[2], diagonal[3]),
        (above[0] + 1, above[1], above[2] + 1, above[3]),
        (left[0] + 1, left[1], left[2], left[3] + 1),
    )


def normalised_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).lower()
    plain = regex.sub(r"[^\p{L}\p{N}\p{M}']", " ", regex.sub("[‘’ʼ]", "'", folded))
    return regex.sub(r"(?<![\p{L}\p{N}\p{M}])'+|'+(?![\p{L}\p{N}\p{M}])", " ", plain).split()
