"""One file's result under the names of whisper-batch's `inference_per_file.json` (src/output/file-record.ts)."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, field

UNSPACED = r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tibetan}\u30FC\uFF70]"
WORD = rf"{UNSPACED}[^\p{{L}}\p{{N}}\s]*|(?:(?!{UNSPACED})\S)+"

# Column -> decimals; None writes the value as it is.
CSV_COLUMNS = {
    "file": None,
    "duration_s": 3,
    "end_to_end_s": 4,
    "rtf": 6,
    "text": None,
    "status": None,
    "windows": None,
    "words": None,
    "load_s": 4,
    "preprocess_s": 4,
    "model_only_s": 4,
    "decode_s": 4,
    "queue_s": 4,
    "warnings": None,
    "error_code": None,
    "error": None,
    # No baseline tells these; whoever reads both kinds of files finds the same columns.
    "wer": 6,
    "cer": 6,
    "language": None,
    "language_probability": 4,
    "skipped_s": 3,
}


@dataclass(frozen=True)
class FileRecord:
    """One file; None is what the engine does not tell. `end_to_end_s` runs from opening it to its finished text."""

    file: str
    duration_s: float | None = None
    end_to_end_s: float | None = None
    rtf: float | None = None
    text: str = ""
    status: str = "failed"
    windows: int | None = None
    words: int | None = None
    load_s: float | None = None
    preprocess_s: float | None = None
    model_only_s: float | None = None
    decode_s: float | None = None
    queue_s: float | None = None
    skipped_s: float | None = None
    sample_rate_hz: int | None = None
    channels: int | None = None
    language: str | None = None
    language_probability: float | None = None
    warnings: list[str] = field(default_factory=list)
    error: dict[str, str] | None = None
    wer: float | None = None
    cer: float | None = None

    @property
    def is_transcribed(self) -> bool:
        return self.status == "transcribed"


def record_list(records: list[FileRecord]) -> list[dict[str, object]]:
    return [asdict(record) for record in records]


def records_csv(records: list[FileRecord]) -> str:
    """The per-file CSV with its header, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(csv_row(record) for record in records)
    return text.getvalue()


def csv_row(record: FileRecord) -> list[str]:
    error = record.error or {}
    values = {
        **asdict(record),
        "warnings": "; ".join(record.warnings),
        "error_code": error.get("code"),
        "error": error.get("message"),
    }
    return [csv_field(values[column], decimals) for column, decimals in CSV_COLUMNS.items()]


def csv_field(value: object, decimals: int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and decimals is not None:
        return f"{value:.{decimals}f}"
    # A spreadsheet would run such text as a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else str(value)


def count_words(text: str) -> int:
    """Words that hold a letter or a digit; each letter in scripts written without spaces."""
    import regex

    return sum(1 for word in regex.findall(WORD, text) if regex.search(r"[\p{L}\p{N}]", word))
