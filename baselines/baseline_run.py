"""What all baselines share: arguments, warm-up, repetitions, and results in the files that whisper-batch writes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

PROGRAM_STARTED = time.perf_counter()  # before the large imports: they are part of what a user waits for

from audio_inputs import AudioFile, find_audio, read_recording  # noqa: E402
from file_records import FileRecord, count_words, record_list, records_csv  # noqa: E402
from run_summary import RunFigures, run_summary  # noqa: E402
from stopping import stop  # noqa: E402

if TYPE_CHECKING:
    import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
CHECKPOINT = REPOSITORY / "whisper-base-with-past"
MODELS = REPOSITORY / "baselines" / ".models"


@dataclass(frozen=True)
class Heard:
    """Text of one recording and the seconds of the parts, None where the engine does not tell them apart."""

    text: str
    windows: int | None = None
    preprocess_s: float | None = None
    model_only_s: float | None = None
    decode_s: float | None = None


@dataclass(frozen=True)
class Engine:
    """A loaded model."""

    transcribe: Callable[[np.ndarray], Heard]
    """Mono float32 samples at 16 kHz -> what was heard."""
    config: dict[str, object] = field(default_factory=dict)
    """What goes into `config_used` beside threads and counts."""
    longform: str = ""
    """One sentence on how recordings beyond 30 s are done."""


@dataclass(frozen=True)
class Baseline:
    """One program: its name, what it needs to be told, and how its engine is loaded."""

    name: str
    description: str
    model_dir: Path
    import_packages: Callable[[], None]
    load: Callable[[argparse.Namespace], Engine]


def run_baseline(baseline: Baseline, parser: argparse.ArgumentParser | None = None) -> None:
    """Runs the command line of a baseline; `parser` may bring arguments of its own. Exits as whisper-batch does."""
    arguments = parse_arguments(baseline, parser or argparse.ArgumentParser())
    files = find_audio(arguments.audio)
    if not arguments.model_dir.is_dir():
        stop(f"Expected a model folder at {arguments.model_dir}, found none.", "Run baselines/setup.", exit_status=3)
    baseline.import_packages()
    imported = time.perf_counter()
    engine = baseline.load(arguments)
    loaded = time.perf_counter()
    warm_up(engine, files, arguments.warmup)
    warm = time.perf_counter()
    rounds = [transcribe_all(engine, files) for _ in range(arguments.repetitions)]
    records, wall_s = median_round(rounds)
    figures = RunFigures(imported - PROGRAM_STARTED, loaded - imported, warm - loaded, [wall for _, wall in rounds], wall_s)
    write_results(arguments.out_dir / "benchmarks", records, run_summary(settings(baseline, engine, arguments), records, figures))
    print_totals(baseline.name, records, figures)
    sys.exit(0 if all(record.is_transcribed for record in records) else 1)


def parse_arguments(baseline: Baseline, parser: argparse.ArgumentParser) -> argparse.Namespace:
    parser.description = baseline.description
    parser.add_argument("paths", nargs="*", type=Path, help="audio files and folders")
    parser.add_argument("--audio-dir", type=Path, help='folder to transcribe (default: "audio" when nothing is named)')
    parser.add_argument("--out-dir", type=Path, default=Path("results_py") / baseline.name, help="results go to DIR/benchmarks")
    parser.add_argument("--threads", type=whole_number(1), default=len(os.sched_getaffinity(0)), help="threads of the engine")
    parser.add_argument("--warmup", type=whole_number(0), default=0, help="unmeasured runs over the first file")
    parser.add_argument("--repetitions", type=whole_number(1), default=1, help="measured runs over all files")
    parser.add_argument("--language", default="en", help="language spoken, as a Whisper code")
    parser.add_argument("--model-dir", type=Path, default=baseline.model_dir, help="model folder made by baselines/setup")
    arguments = parser.parse_args()
    named = [*([arguments.audio_dir] if arguments.audio_dir else []), *arguments.paths]
    arguments.audio = named or [Path("audio")]
    return arguments


def whole_number(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"expected a whole number of at least {least}, found {text!r}")
        return int(text)

    return parse


def warm_up(engine: Engine, files: list[AudioFile], rounds: int) -> None:
    for _ in range(rounds):
        transcribe_one(engine, files[0])


def transcribe_all(engine: Engine, files: list[AudioFile]) -> tuple[list[FileRecord], float]:
    """One file after another; records and wall seconds."""
    started = time.perf_counter()
    records = [transcribe_one(engine, file) for file in files]
    return records, time.perf_counter() - started


def transcribe_one(engine: Engine, file: AudioFile) -> FileRecord:
    started = time.perf_counter()
    try:
        recording = read_recording(file.path)
    except Exception as error:  # FFmpeg raises many kinds; one bad file must not end the batch
        return unreadable(file, error)
    loaded = time.perf_counter()
    heard = engine.transcribe(recording.samples)
    elapsed_s = time.perf_counter() - started
    duration_s = recording.duration_s
    return FileRecord(
        file=file.name,
        duration_s=round(duration_s, 3),
        end_to_end_s=round(elapsed_s, 4),
        rtf=round(elapsed_s / duration_s, 6) if duration_s > 0 else None,
        text=heard.text,
        status="transcribed",
        windows=heard.windows,
        words=count_words(heard.text),
        load_s=round(loaded - started, 6),
        preprocess_s=rounded(heard.preprocess_s),
        model_only_s=rounded(heard.model_only_s),
        decode_s=rounded(heard.decode_s),
        sample_rate_hz=recording.sample_rate_hz,
        channels=recording.channels,
    )


def unreadable(file: AudioFile, error: Exception) -> FileRecord:
    message = f"Expected audio in {file.name}, but reading it failed: {error}."
    remedy = "Check that the file plays, or convert it to WAV."
    print(f"error: {message}\n  → {remedy}", file=sys.stderr)
    return FileRecord(file.name, error={"code": "AUDIO_UNREADABLE", "message": message, "remedy": remedy})


def rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


def median_round(rounds: list[tuple[list[FileRecord], float]]) -> tuple[list[FileRecord], float]:
    """The round whose wall time stands in the middle (the faster of two)."""
    return sorted(rounds, key=lambda one: one[1])[(len(rounds) - 1) // 2]


def settings(baseline: Baseline, engine: Engine, arguments: argparse.Namespace) -> dict[str, object]:
    config = {
        "workers": 1,
        "threads": arguments.threads,
        "batch_size": 1,
        "cores": len(os.sched_getaffinity(0)),
        "intra_op": arguments.threads,
        "num_beams": 1,
        "precision": "fp32",
        "chunk_length_s": 30,
        "overlap_s": None,
        "warmup": arguments.warmup,
        "repetitions": arguments.repetitions,
        **engine.config,
    }
    return {
        "program": baseline.name,
        "config_used": config,
        "model_id": "openai/whisper-base" if CHECKPOINT.exists() and baseline.model_dir == arguments.model_dir else arguments.model_dir.name,
        "model_dir": str(arguments.model_dir),
        "language": arguments.language,
        "notes": {"longform": engine.longform},
    }


def write_results(folder: Path, records: list[FileRecord], summary: dict[str, object]) -> None:
    """Writes transcripts first, then the figures; each file whole or not at all."""
    for record in records:
        if record.is_transcribed:
            name = transcript_name(record.file, [other.file for other in records])
            write_whole(folder / f"{name}.transcript.txt", f"{record.text.strip()}\n")
    write_whole(folder / "inference_per_file.csv", records_csv(records))
    write_whole(folder / "inference_per_file.json", as_json(record_list(records)))
    write_whole(folder / "inference_summary.json", as_json(summary))


def transcript_name(name: str, all_names: list[str]) -> str:
    """The name without its extension where that is unique."""
    stems = [str(Path(other).with_suffix("")) for other in all_names]
    stem = str(Path(name).with_suffix(""))
    return stem if stems.count(stem) == 1 else name


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def print_totals(name: str, records: list[FileRecord], figures: RunFigures) -> None:
    transcribed = [record for record in records if record.is_transcribed]
    audio_s = sum(record.duration_s for record in transcribed)
    print(
        f"{name}: {len(transcribed)} of {len(records)} files, {audio_s:.1f} s of audio in {figures.wall_s:.2f} s "
        f"(imports {figures.import_s:.2f} s, model load {figures.model_load_s:.2f} s, "
        f"warm-up {figures.warmup_s:.2f} s not counted)"
    )
