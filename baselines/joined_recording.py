"""The long recording of the comparison: the first 32 clips of LJ Speech chapter 1, one after another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

CLIP_NAMES = [f"LJ001-{number:04d}.flac" for number in range(1, 33)]


def write_joined_recording(clip_folder: Path, target: Path) -> float:
    """Writes the clips in order, without gaps, as 16-bit WAV at their own rate; gives the seconds written."""
    clips, rates = zip(*(soundfile.read(clip_folder / name, dtype="int16") for name in CLIP_NAMES))
    if len(set(rates)) != 1:
        raise SystemExit(f"error: expected one sample rate in {clip_folder}, found {sorted(set(rates))}")
    samples = np.concatenate(clips)
    soundfile.write(target, samples, rates[0], subtype="PCM_16")
    return len(samples) / rates[0]
