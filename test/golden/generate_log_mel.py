"""Log-mel spectrograms of real recordings and of seeded noise -> log-mel.json and log-mel.f32.gz.

The noise can be made anywhere: state = seed; for each sample state = (1664525 * state + 1013904223) mod 2^32 and
sample = ((state >> 16) - 32768) / 131072. All its values are exact in float32.
"""

from __future__ import annotations

import gzip

import numpy as np
from transformers import WhisperProcessor

from reference import ENGLISH_CLIPS, GOLDEN, load_processor, log_mel, read_clip, write_golden

FRAME_COUNT = 3000
HOP_LENGTH_SAMPLES = 160
EDGE_FRAMES = 10
CLIP_FRAME_STEP = 7
NOISE_FRAME_STEP = 50
# Around a sample, half a hop, a hop, a Fourier window, and the full window.
NOISE_LENGTHS = [0, 1, 79, 80, 159, 160, 399, 400, 479_999, 480_000]


def main() -> None:
    processor = load_processor()
    entries: list[dict[str, object]] = []
    blocks: list[np.ndarray] = []
    for name in ENGLISH_CLIPS:
        clip = read_clip(name)
        source = {"kind": "clip", "name": name, "sampleSha256": clip.sha256}
        add_entry(entries, blocks, source, features(processor, clip.samples), len(clip.samples), CLIP_FRAME_STEP)
    for length in NOISE_LENGTHS:
        source = {"kind": "noise", "seed": length + 1}
        spectrogram = features(processor, seeded_noise(length, seed=length + 1))
        add_entry(entries, blocks, source, spectrogram, length, NOISE_FRAME_STEP)
    values = np.concatenate(blocks).astype("<f4").tobytes()
    (GOLDEN / "log-mel.f32.gz").write_bytes(gzip.compress(values, compresslevel=9, mtime=0))
    write_golden("log-mel.json", {"melBins": 80, "layout": "[frame][bin], float32 little-endian", "entries": entries})


def add_entry(entries, blocks, source, spectrogram: np.ndarray, sample_count: int, frame_step: int) -> None:
    """Keeps the chosen frames of a spectrogram [80, 3000]; the statistics are over all of it."""
    frames = kept_frames(sample_count, frame_step)
    offset = sum(block.size for block in blocks)
    blocks.append(spectrogram[:, frames].T.ravel())
    entries.append(
        {
            **source,
            "sampleCount": sample_count,
            "max": float(spectrogram.max()),
            "min": float(spectrogram.min()),
            "mean": float(spectrogram.mean(dtype=np.float64)),
            "frameStep": frame_step,
            "valueOffset": offset,
            "frames": frames,
        }
    )


def kept_frames(sample_count: int, frame_step: int) -> list[int]:
    """Every n-th frame, and all around the start, the last sample and the end of the window."""
    last = sample_count // HOP_LENGTH_SAMPLES
    kept = set(range(0, FRAME_COUNT, frame_step)) | set(range(EDGE_FRAMES))
    kept |= set(range(last - EDGE_FRAMES, last + EDGE_FRAMES)) | set(range(FRAME_COUNT - EDGE_FRAMES, FRAME_COUNT))
    return sorted(frame for frame in kept if 0 <= frame < FRAME_COUNT)


def features(processor: WhisperProcessor, samples: np.ndarray) -> np.ndarray:
    return log_mel(processor, samples)[0].numpy()


def seeded_noise(length: int, seed: int) -> np.ndarray:
    samples = np.empty(length, dtype=np.float32)
    state = seed
    for index in range(length):
        state = (1_664_525 * state + 1_013_904_223) % 2**32
        samples[index] = ((state >> 16) - 32768) / 131072
    return samples


if __name__ == "__main__":
    main()
