"""Transcribes with faster-whisper on the CPU, greedy, in one process.

`sequential` takes 30 s windows of a file one after another; `batched` finds speech with the Silero detector that
faster-whisper brings and decodes up to --batch-size pieces together; `auto` batches what is longer than 30 s, which is
the faster of the two for each length. int8 quantises the same weights when they are loaded. Everything not set here
keeps its default.
"""

from __future__ import annotations

import argparse

from baseline_run import MODELS, Baseline, Engine, Heard, run_baseline

WINDOW_SAMPLES = 30 * 16_000
GREEDY_OPTIONS = {"beam_size": 1, "best_of": 1, "temperature": 0.0, "without_timestamps": True}
COMPUTE_TYPES = {"fp32": "float32", "int8": "int8"}


def main() -> None:
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precision", choices=list(COMPUTE_TYPES), default="fp32")
    parser.add_argument("--mode", choices=["auto", "sequential", "batched"], default="auto")
    parser.add_argument("--batch-size", type=int, default=8)
    name = f"faster-whisper-{parser.parse_known_args()[0].precision}"
    run_baseline(Baseline(name, __doc__, MODELS / "whisper-base-ct2", import_packages, load), parser)


def import_packages() -> None:
    import faster_whisper  # noqa: F401


def load(arguments: argparse.Namespace) -> Engine:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    model = WhisperModel(
        str(arguments.model_dir),
        device="cpu",
        compute_type=COMPUTE_TYPES[arguments.precision],
        cpu_threads=arguments.threads,
        num_workers=1,
    )
    pipeline = BatchedInferencePipeline(model)
    options = {**GREEDY_OPTIONS, "language": arguments.language, "condition_on_previous_text": False}

    def transcribe(samples) -> Heard:
        is_batched = arguments.mode == "batched" or (arguments.mode == "auto" and len(samples) > WINDOW_SAMPLES)
        if is_batched:
            segments, _ = pipeline.transcribe(samples, batch_size=arguments.batch_size, **options)
        else:
            segments, _ = model.transcribe(samples, **options)
        # The segments are lazy: reading them is what runs the model.
        return Heard(" ".join(segment.text.strip() for segment in segments))

    config = {
        "precision": arguments.precision,
        "model_layout": "ctranslate2",
        "batch_size": 1 if arguments.mode == "sequential" else arguments.batch_size,
        "mode": arguments.mode,
    }
    return Engine(transcribe, config, longform=LONGFORM[arguments.mode])


BATCHED = "speech found by Silero's detector and decoded in batches"
LONGFORM = {
    "auto": f"Beyond 30 s {BATCHED}; others as one window.",
    "batched": f"All recordings: {BATCHED}.",
    "sequential": "Windows of 30 s one after another.",
}


if __name__ == "__main__":
    main()
