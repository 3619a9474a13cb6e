"""Input lists and per-file records, in the shape that whisper-batch writes to inference_per_file.json."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

SAMPLE_RATE_HZ = 16_000

# path -> (text, audio seconds)
Transcribe = Callable[[Path], tuple[str, float]]


@dataclass(frozen=True)
class FileResult:
    """One transcribed file; `end_to_end_s` runs from opening the file to its finished text."""

    file: str
    duration_s: float
    end_to_end_s: float
    rtf: float
    text: str


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what every baseline takes: files, a list of files, and where the records go."""
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--list", type=Path, help="text file with one audio path a line")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of the engine (default: 2)")
    parser.add_argument("--out-json", type=Path, help="where to write the per-file records")


def selected_files(arguments: argparse.Namespace) -> list[Path]:
    """The files named on the command line, then those in the list."""
    listed = arguments.list.read_text(encoding="utf-8").splitlines() if arguments.list else []
    files = [*arguments.files, *(Path(line) for line in listed if line)]
    if not files:
        raise SystemExit("error: no audio given; name files or use --list FILE")
    return files


def transcribe_all(files: Iterable[Path], transcribe: Transcribe) -> list[FileResult]:
    """Transcribes one file after another and times each."""
    return [transcribe_one(path, transcribe) for path in files]


def transcribe_one(path: Path, transcribe: Transcribe) -> FileResult:
    started = time.perf_counter()
    text, duration_s = transcribe(path)
    elapsed_s = time.perf_counter() - started
    return FileResult(str(path), round(duration_s, 3), round(elapsed_s, 4), round(elapsed_s / duration_s, 6), text)


def report(results: list[FileResult], load_s: float, total_s: float, out_json: Path | None) -> None:
    """Prints the totals and writes the records; `total_s` counts from the start of the program."""
    audio_s = sum(result.duration_s for result in results)
    print(
        f"{len(results)} files, {audio_s:.1f} s of audio: "
        f"{total_s:.2f} s with model load, {total_s - load_s:.2f} s without ({load_s:.2f} s imports and model load)"
    )
    if out_json:
        records = [asdict(result) for result in results]
        out_json.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
