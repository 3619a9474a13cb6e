"""Transcribes files with faster-whisper, FP32 greedy on the CPU, in one process.

`sequential` takes 30 s windows of a file one after another; `batched` finds speech with the Silero detector that
faster-whisper brings and decodes up to --batch-size pieces together. Everything not set here keeps its default.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

PROGRAM_STARTED = time.perf_counter()  # before the imports: they are part of what a user waits for

from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: E402

from file_results import Transcribe, add_file_arguments, report, selected_files, transcribe_all  # noqa: E402

GREEDY_OPTIONS = {"beam_size": 1, "best_of": 1, "temperature": 0.0, "without_timestamps": True}


def main() -> None:
    arguments = parse_arguments()
    files = selected_files(arguments)
    model = WhisperModel(
        str(arguments.model_dir), device="cpu", compute_type="float32", cpu_threads=arguments.threads, num_workers=1
    )
    load_s = time.perf_counter() - PROGRAM_STARTED
    results = transcribe_all(files, transcriber(model, arguments))
    report(results, load_s, time.perf_counter() - PROGRAM_STARTED, arguments.out_json)


def transcriber(model: WhisperModel, arguments: argparse.Namespace) -> Transcribe:
    options = {**GREEDY_OPTIONS, "language": arguments.language, "condition_on_previous_text": False}
    if arguments.mode == "batched":
        pipeline = BatchedInferencePipeline(model)
        return lambda path: joined(*pipeline.transcribe(str(path), batch_size=arguments.batch_size, **options))
    return lambda path: joined(*model.transcribe(str(path), **options))


def joined(segments, info) -> tuple[str, float]:
    """Text and audio seconds; reading the lazy segments is what runs the model."""
    return " ".join(segment.text.strip() for segment in segments), info.duration


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_file_arguments(parser)
    default_model = Path(__file__).resolve().parent / ".models" / "whisper-base-ct2"
    parser.add_argument("--model-dir", type=Path, default=default_model, help="made by convert_checkpoint.py")
    parser.add_argument("--mode", choices=["sequential", "batched"], default="sequential")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--language", default="en")
    return parser.parse_args()


if __name__ == "__main__":
    main()
