"""The reference that golden values come from: transformers on the checkpoint of the repository, in FP32."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import soundfile
import torch
from transformers import WhisperForConditionalGeneration, WhisperProcessor

GOLDEN = Path(__file__).resolve().parent
CLIP_FOLDER = GOLDEN.parent / "fixtures" / "speech"
MODEL_FOLDER = GOLDEN.parent.parent / "whisper-base-with-past"
SAMPLE_RATE_HZ = 16_000
PACKAGES = ["transformers", "tokenizers", "torch", "numpy", "soundfile"]

ENGLISH_CLIPS = [
    "librispeech-1688-142285-0000.flac",
    "librispeech-1998-15444-0006.flac",
    "librispeech-2033-164914-0004.flac",
    "librispeech-2414-128291-0006.flac",
    "librispeech-2609-156975-0000.flac",
    "librispeech-3005-163389-0008.flac",
    "librispeech-3080-5032-0004.flac",
    "librispeech-3331-159605-0002.flac",
    "librispeech-367-130732-0008.flac",
    "librispeech-533-1066-0006.flac",
]
FOREIGN_CLIPS = {"picovoice-de.flac": "de", "picovoice-fr.flac": "fr", "picovoice-ja.flac": "ja"}


@dataclass(frozen=True)
class Clip:
    """A recording as the exact 16-bit samples both sides read, and as float32 = int16 / 32768."""

    name: str
    samples: np.ndarray
    sha256: str


def read_clip(name: str) -> Clip:
    """Samples of a fixture; `sha256` is taken over the little-endian 16-bit samples."""
    integers, rate_hz = soundfile.read(CLIP_FOLDER / name, dtype="int16")
    if rate_hz != SAMPLE_RATE_HZ or integers.ndim != 1:
        raise SystemExit(f"error: {name}: expected 16 kHz mono, found {rate_hz} Hz, shape {integers.shape}")
    digest = hashlib.sha256(integers.astype("<i2").tobytes()).hexdigest()
    return Clip(name, integers.astype(np.float32) / 32768, digest)


def load_processor() -> WhisperProcessor:
    return WhisperProcessor.from_pretrained(MODEL_FOLDER)


def load_model() -> WhisperForConditionalGeneration:
    """FP32 model; eager attention is the plain formula, softmax(q kᵀ / √64) v."""
    return WhisperForConditionalGeneration.from_pretrained(
        MODEL_FOLDER, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def log_mel(processor: WhisperProcessor, samples: np.ndarray) -> torch.Tensor:
    """Features [1, 80, 3000] of samples padded with zeros to 30 s."""
    padded = np.zeros(30 * SAMPLE_RATE_HZ, dtype=np.float32)
    padded[: len(samples)] = samples
    return processor.feature_extractor(padded, sampling_rate=SAMPLE_RATE_HZ, return_tensors="pt").input_features


def write_golden(name: str, values: dict[str, object]) -> None:
    """Writes a JSON file beside this one, with the versions that made it."""
    document = {"madeWith": {package: version(package) for package in PACKAGES}, **values}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (GOLDEN / name).write_text(text + "\n", encoding="utf-8")


def float32_list(values: torch.Tensor | np.ndarray) -> list[float]:
    """Nine significant digits: enough to give the same float32 back."""
    return [float(f"{value:.9g}") for value in np.asarray(values, dtype=np.float32).ravel()]
