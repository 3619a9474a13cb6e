"""Transcribes files with transformers, FP32 greedy on the CPU, one window after another (no pipeline).

Recordings up to 30 s are one window without timestamps. Longer ones take transformers' own long-form way, which needs
timestamp tokens to know where the next window starts.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

PROGRAM_STARTED = time.perf_counter()  # before the imports: they are part of what a user waits for

import torch  # noqa: E402
from faster_whisper.audio import decode_audio  # noqa: E402
from transformers import AutoProcessor, WhisperForConditionalGeneration  # noqa: E402

from file_results import (  # noqa: E402
    SAMPLE_RATE_HZ,
    Transcribe,
    add_file_arguments,
    report,
    selected_files,
    transcribe_all,
)

WINDOW_SECONDS = 30


def main() -> None:
    arguments = parse_arguments()
    files = selected_files(arguments)
    torch.set_num_threads(arguments.threads)
    transcribe = load_transcriber(arguments.model_dir, arguments.language)
    load_s = time.perf_counter() - PROGRAM_STARTED
    results = transcribe_all(files, transcribe)
    report(results, load_s, time.perf_counter() - PROGRAM_STARTED, arguments.out_json)


def load_transcriber(model_dir: Path, language: str) -> Transcribe:
    processor = AutoProcessor.from_pretrained(model_dir)
    model = WhisperForConditionalGeneration.from_pretrained(model_dir, dtype=torch.float32).eval()

    def transcribe(path: Path) -> tuple[str, float]:
        samples = decode_audio(str(path), sampling_rate=SAMPLE_RATE_HZ)
        duration_s = len(samples) / SAMPLE_RATE_HZ
        is_long = duration_s > WINDOW_SECONDS
        length = {"truncation": False, "padding": "longest"} if is_long else {}
        features = processor(samples, sampling_rate=SAMPLE_RATE_HZ, return_tensors="pt", **length).input_features
        with torch.inference_mode():
            tokens = model.generate(
                features, language=language, task="transcribe", num_beams=1, do_sample=False, return_timestamps=is_long
            )
        return processor.decode(tokens[0], skip_special_tokens=True).strip(), duration_s

    return transcribe


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_file_arguments(parser)
    default_model = Path(__file__).resolve().parent.parent / "whisper-base-with-past"
    parser.add_argument("--model-dir", type=Path, default=default_model)
    parser.add_argument("--language", default="en")
    return parser.parse_args()


if __name__ == "__main__":
    main()
