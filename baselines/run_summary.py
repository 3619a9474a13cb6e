"""A whole run under the names of whisper-batch's `inference_summary.json` (src/output/summary-record.ts)."""

from __future__ import annotations

import os
import platform
import resource
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from file_records import FileRecord
from machine_conditions import cpu_model

PACKAGES = ["transformers", "torch", "onnxruntime", "faster-whisper", "ctranslate2", "av"]


@dataclass(frozen=True)
class RunFigures:
    """What was measured around the files: seconds of each part of the program."""

    import_s: float
    model_load_s: float
    warmup_s: float
    round_wall_s: list[float]
    """Wall time of each repetition over all files."""
    wall_s: float
    """Of the repetition that the records come from."""


def run_summary(settings: dict[str, object], records: list[FileRecord], figures: RunFigures) -> dict[str, object]:
    """The summary; `settings` holds `config_used`, `program`, `model_id`, `onnx_dir`, `language` and `notes`."""
    transcribed = [record for record in records if record.is_transcribed]
    return {
        "program": settings["program"],
        "config_used": settings["config_used"],
        "n_files": len(records),
        "n_transcribed": len(transcribed),
        "n_failed": len(records) - len(transcribed),
        "cancelled": False,
        "latency_end_to_end_s": statistics_of(transcribed, "end_to_end_s"),
        "breakdown_s": {
            **{name: statistics_of(transcribed, name) for name in ["load_s", "preprocess_s", "model_only_s", "decode_s"]},
            **{name: statistics([]) for name in ["encoder_s", "decoder_s", "queue_s"]},
        },
        "rtf_end_to_end": statistics_of(transcribed, "rtf"),
        "totals": totals(transcribed, figures),
        "model_id": settings["model_id"],
        "onnx_dir": settings["model_dir"],
        "language": settings["language"],
        "task": "transcribe",
        "max_new_tokens": None,
        "num_beams": 1,
        "tokenizer_json": None,
        "timestamps": False,
        "windows_at_token_limit": None,
        "machine": machine(),
        "notes": {**NOTES, **settings["notes"]},
    }  # fmt: skip


NOTES = {
    "percentiles": "Linear interpolation between the samples beside rank (n - 1) * p; the median is p = 0.5.",
    "latency": "From opening a file to its transcript, one file after another; loading and warm-up are not part of it.",
    "repetitions": "Figures of files and totals are those of the repetition with the median wall time.",
    "words": "Words that hold a letter or a digit; each letter in scripts written without spaces.",
    "null": "Not told by this engine.",
}


def totals(transcribed: list[FileRecord], figures: RunFigures) -> dict[str, object]:
    audio_s = sum(record.duration_s for record in transcribed)
    windows = [record.windows for record in transcribed]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "audio_s": round(audio_s, 3),
        "wall_s": figures.wall_s,
        "throughput_audio_s_per_s": audio_s / figures.wall_s if figures.wall_s > 0 else None,
        "rtf": figures.wall_s / audio_s if audio_s > 0 else None,
        "words": sum(record.words for record in transcribed),
        "windows": None if None in windows else sum(windows),
        "model_load_s": figures.model_load_s,
        "warmup_s": figures.warmup_s,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_memory_bytes": usage.ru_maxrss * 1024,
        "import_s": figures.import_s,
        "round_wall_s": figures.round_wall_s,
    }


def machine() -> dict[str, object]:
    return {
        "cpu_model": cpu_model(),
        "logical_cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "platform": f"{platform.system().lower()} {platform.machine()}",
        "kernel": f"{platform.system()} {platform.release()}",
        "node_version": None,
        "onnx_runtime_version": package_version("onnxruntime"),
        "whisper_batch_version": None,
        "python_version": platform.python_version(),
        "packages": {package: package_version(package) for package in PACKAGES},
    }


def package_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def statistics_of(records: list[FileRecord], quantity: str) -> dict[str, float | None]:
    values = [getattr(record, quantity) for record in records]
    return statistics([] if None in values else values)


def statistics(values: list[float]) -> dict[str, float | None]:
    ordered = sorted(values)
    return {
        "min": percentile(ordered, 0.0),
        "median": percentile(ordered, 0.5),
        "p90": percentile(ordered, 0.9),
        "p95": percentile(ordered, 0.95),
        "max": percentile(ordered, 1.0),
        "mean": sum(ordered) / len(ordered) if ordered else None,
    }


def percentile(ordered: list[float], fraction: float) -> float | None:
    if not ordered:
        return None
    rank = (len(ordered) - 1) * fraction
    below, above = ordered[int(rank)], ordered[min(int(rank) + 1, len(ordered) - 1)]
    return below + (above - below) * (rank - int(rank))
