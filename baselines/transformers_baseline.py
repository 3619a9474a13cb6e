"""Transcribes with transformers on the CPU, FP32 greedy, one window after another (no pipeline).

Recordings up to 30 s are one window without timestamps. Longer ones take transformers' own long-form way, which needs
timestamp tokens to know where the next window starts.
"""

from __future__ import annotations

import argparse
import time

from baseline_run import CHECKPOINT, Baseline, Engine, Heard, run_baseline

SAMPLE_RATE_HZ = 16_000
WINDOW_SECONDS = 30


def main() -> None:
    run_baseline(Baseline("transformers-sequential", __doc__, CHECKPOINT, import_packages, load))


def import_packages() -> None:
    import torch  # noqa: F401
    from transformers import AutoProcessor, WhisperForConditionalGeneration  # noqa: F401


def load(arguments: argparse.Namespace) -> Engine:
    import torch
    from transformers import AutoProcessor, WhisperForConditionalGeneration

    torch.set_num_threads(arguments.threads)
    processor = AutoProcessor.from_pretrained(arguments.model_dir)
    model = WhisperForConditionalGeneration.from_pretrained(arguments.model_dir, dtype=torch.float32).eval()
    options = {"language": arguments.language, "task": "transcribe", "num_beams": 1, "do_sample": False}

    def transcribe(samples) -> Heard:
        is_long = len(samples) > WINDOW_SECONDS * SAMPLE_RATE_HZ
        length = {"truncation": False, "padding": "longest"} if is_long else {}
        started = time.perf_counter()
        inputs = processor(samples, sampling_rate=SAMPLE_RATE_HZ, return_tensors="pt", **length)
        prepared = time.perf_counter()
        with torch.inference_mode():
            tokens = model.generate(inputs.input_features, return_timestamps=is_long, **options)
        generated = time.perf_counter()
        text = processor.decode(tokens[0], skip_special_tokens=True).strip()
        return Heard(text, None if is_long else 1, prepared - started, generated - prepared, time.perf_counter() - generated)

    longform = "Windows of 30 s one after another, the next starting at the last timestamp."
    return Engine(transcribe, {"model_layout": "checkpoint"}, longform)


if __name__ == "__main__":
    main()
