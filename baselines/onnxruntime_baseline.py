"""Transcribes with plain ONNX Runtime on the CPU, FP32 greedy with a cache, one window after another (no pipeline).

The graphs are those of `whisper-batch export`; log-mel and tokenizer are transformers'. Recordings up to 30 s are one
window without timestamps; in longer ones timestamps tell where the next window starts.
"""

from __future__ import annotations

import argparse
import time

from baseline_run import MODELS, Baseline, Engine, Heard, run_baseline
from stopping import stop

SAMPLE_RATE_HZ = 16_000
WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ


def main() -> None:
    run_baseline(Baseline("transformers-onnxruntime", __doc__, MODELS / "whisper-base-onnx", import_packages, load))


def import_packages() -> None:
    import onnxruntime  # noqa: F401
    import torch  # noqa: F401
    from transformers import WhisperProcessor  # noqa: F401


def load(arguments: argparse.Namespace) -> Engine:
    import torch
    from transformers import WhisperProcessor

    from greedy_windows import Vocabulary, decode_window, finished_part
    from onnx_export import OnnxExport

    torch.set_num_threads(arguments.threads)  # the feature extractor computes with torch
    processor = WhisperProcessor.from_pretrained(arguments.model_dir)
    export = OnnxExport(arguments.model_dir, arguments.threads)
    if f"<|{arguments.language}|>" not in export.generation["lang_to_id"]:
        stop(f"Expected a language that the model knows, found {arguments.language!r}.", "Give its code.", exit_status=2)
    words = Vocabulary.of(export.generation, arguments.language)

    def transcribe(samples) -> Heard:
        seconds = {"features": 0.0, "model": 0.0, "text": 0.0}
        is_long = len(samples) > WINDOW_SAMPLES
        texts: list[str] = []
        position = windows = 0
        while position < len(samples):
            piece = samples[position : position + WINDOW_SAMPLES]
            started = time.perf_counter()
            features = processor.feature_extractor(piece, sampling_rate=SAMPLE_RATE_HZ, return_tensors="np")
            prepared = time.perf_counter()
            tokens = decode_window(export, features.input_features, words, with_timestamps=is_long)
            decoded = time.perf_counter()
            kept, covered_s = finished_part(tokens, words, len(piece) / SAMPLE_RATE_HZ) if is_long else (tokens, 30.0)
            texts.append(processor.decode([token for token in kept if token < words.end]))
            # A window whose only segment ends where it starts would be heard for ever.
            position += round(covered_s * SAMPLE_RATE_HZ) or len(piece)
            windows += 1
            seconds["features"] += prepared - started
            seconds["model"] += decoded - prepared
            seconds["text"] += time.perf_counter() - decoded
        return Heard("".join(texts).strip(), windows, seconds["features"], seconds["model"], seconds["text"])

    longform = "Windows of 30 s one after another, the next starting at the last complete timestamp pair."
    return Engine(transcribe, {"model_layout": "optimum"}, longform)


if __name__ == "__main__":
    main()
