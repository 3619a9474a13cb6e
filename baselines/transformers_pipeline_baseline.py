"""Transcribes with transformers' speech recognition pipeline on the CPU, FP32 greedy, in chunks of 30 s.

Chunks overlap by the pipeline's own 5 s on each side and are joined by it; up to --batch-size are decoded together.
"""

from __future__ import annotations

import argparse

from baseline_run import CHECKPOINT, Baseline, Engine, Heard, run_baseline

SAMPLE_RATE_HZ = 16_000
CHUNK_SECONDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-size", type=int, default=8, help="chunks of a recording decoded together (default: 8)")
    run_baseline(Baseline("transformers-pipeline", __doc__, CHECKPOINT, import_packages, load), parser)


def import_packages() -> None:
    import torch  # noqa: F401
    from transformers import AutoProcessor, WhisperForConditionalGeneration, pipeline  # noqa: F401


def load(arguments: argparse.Namespace) -> Engine:
    import torch
    from transformers import AutoProcessor, WhisperForConditionalGeneration, pipeline

    torch.set_num_threads(arguments.threads)
    processor = AutoProcessor.from_pretrained(arguments.model_dir)
    recognizer = pipeline(
        "automatic-speech-recognition",
        model=WhisperForConditionalGeneration.from_pretrained(arguments.model_dir, dtype=torch.float32).eval(),
        tokenizer=processor.tokenizer,
        feature_extractor=processor.feature_extractor,
        device="cpu",
        ignore_warning=True,  # that chunking is experimental; it is what is measured here
    )
    options = {"language": arguments.language, "task": "transcribe", "num_beams": 1, "do_sample": False}

    def transcribe(samples) -> Heard:
        audio = {"raw": samples, "sampling_rate": SAMPLE_RATE_HZ}
        heard = recognizer(
            audio, chunk_length_s=CHUNK_SECONDS, batch_size=arguments.batch_size, generate_kwargs=options
        )
        return Heard(heard["text"].strip())

    config = {"model_layout": "checkpoint", "batch_size": arguments.batch_size, "overlap_s": 2 * CHUNK_SECONDS / 6}
    return Engine(transcribe, config, "The pipeline's chunks of 30 s, overlapping by 5 s on each side, joined by it.")


if __name__ == "__main__":
    main()
