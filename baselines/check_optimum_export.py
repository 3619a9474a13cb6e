"""Checks from Python that an ONNX export (`whisper-batch export FOLDER`) is what Optimum's own would be.

1. onnxruntime alone, with transformers' feature extractor and tokenizer, decodes three fixture clips greedily; the
   tokens must be those of test/golden/greedy-transcripts.json.
2. With --optimum FOLDER (made by `optimum-cli export onnx --task automatic-speech-recognition-with-past` from the same
   checkpoint) the inputs and outputs of each graph must have the same names, types and ranks in the same order, and its
   logits must agree.
3. With --optimum-class Optimum's ORTModelForSpeechSeq2Seq must load the export and give the same text.

The second and third need `pip install optimum-onnx onnxruntime` in an environment of its own: it wants transformers 4.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile
from transformers import WhisperProcessor

from greedy_windows import MAX_TOKENS, Vocabulary, choose
from onnx_export import GRAPHS, OnnxExport

ROOT = Path(__file__).resolve().parent.parent
CLIPS = [
    "librispeech-2033-164914-0004.flac",
    "librispeech-1688-142285-0000.flac",
    "librispeech-3080-5032-0004.flac",
]
LOGIT_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Greedy:
    """Decodes one window greedily without timestamps, and keeps the logits that each token was chosen from."""

    export: OnnxExport
    words: Vocabulary

    @staticmethod
    def of(folder: Path) -> Greedy:
        export = OnnxExport(folder)
        return Greedy(export, Vocabulary.of(export.generation, "en"))

    def decode(self, states: np.ndarray) -> tuple[list[int], list[np.ndarray]]:
        """Tokens after the prompt without the end token, and their logits with that of the end token."""
        prompt = [*self.words.prompt, self.words.no_timestamps]
        logits, cache = self.export.start(states, prompt)
        tokens: list[int] = []
        chosen_from = [logits]
        while len(prompt) + len(tokens) < MAX_TOKENS:
            token = choose(logits, tokens, self.words, with_timestamps=False)
            if token == self.words.end:
                break
            tokens.append(token)
            logits = self.export.step(token, cache)
            chosen_from.append(logits)
        return tokens, chosen_from


def main() -> None:
    arguments = parse_arguments()
    processor = WhisperProcessor.from_pretrained(arguments.folder)
    greedy = Greedy.of(arguments.folder)
    reference = Greedy.of(arguments.optimum) if arguments.optimum else None
    if reference:
        compare_interfaces(greedy.export, reference.export)
    expected = golden_tokens()
    for clip in CLIPS:
        features = read_features(processor, clip)
        tokens, logits = greedy.decode(greedy.export.encode(features))
        check(tokens == expected[clip], f"{clip}: onnxruntime gives the golden tokens ({len(tokens)})")
        if reference:
            compare_logits(clip, logits, reference.decode(reference.export.encode(features))[1])
        if arguments.optimum_class:
            check_optimum_class(arguments.folder, processor, clip, features, processor.decode(expected[clip]))


def read_features(processor: WhisperProcessor, clip: str) -> np.ndarray:
    samples, rate_hz = soundfile.read(ROOT / "test" / "fixtures" / "speech" / clip, dtype="float32")
    return processor.feature_extractor(samples, sampling_rate=rate_hz, return_tensors="np").input_features


def golden_tokens() -> dict[str, list[int]]:
    golden = json.loads((ROOT / "test" / "golden" / "greedy-transcripts.json").read_text(encoding="utf-8"))
    return {entry["clip"]: entry["plain"]["ids"] for entry in golden["transcripts"] if entry["language"] == "en"}


def compare_interfaces(export: OnnxExport, reference: OnnxExport) -> None:
    for name, ours, theirs in zip(GRAPHS, export.sessions, reference.sessions, strict=True):
        for kind in ["get_inputs", "get_outputs"]:
            check(interface(ours, kind) == interface(theirs, kind), f"{name}: {kind[4:]} as Optimum's")


def interface(session: onnxruntime.InferenceSession, kind: str) -> list[tuple[str, str, int]]:
    return [(value.name, value.type, len(value.shape)) for value in getattr(session, kind)()]


def compare_logits(clip: str, ours: list[np.ndarray], theirs: list[np.ndarray]) -> None:
    largest = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
    check(largest < LOGIT_TOLERANCE, f"{clip}: logits differ from Optimum's export by at most {largest:.1e}")


def check_optimum_class(folder: Path, processor: WhisperProcessor, clip: str, features: np.ndarray, text: str) -> None:
    import torch
    from optimum.onnxruntime import ORTModelForSpeechSeq2Seq

    model = ORTModelForSpeechSeq2Seq.from_pretrained(folder, use_cache=True, use_merged=False)
    tokens = model.generate(torch.from_numpy(features), language="en", task="transcribe", num_beams=1, do_sample=False)
    found = processor.decode(tokens[0], skip_special_tokens=True)
    check(found == text, f"{clip}: Optimum's class gives {found!r}")


def check(is_true: bool, claim: str) -> None:
    if not is_true:
        raise SystemExit(f"error: not so: {claim}")
    print(f"ok  {claim}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the export to check")
    parser.add_argument("--optimum", type=Path, help="an export of the same checkpoint made by Optimum itself")
    parser.add_argument("--optimum-class", action="store_true", help="load the export with Optimum's class as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
