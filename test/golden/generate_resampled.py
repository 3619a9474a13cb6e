"""Seeded noise at many rates, resampled to 16 kHz by FFmpeg's libswresample with its defaults -> resampled.f32.gz.

The noise is that of generate_log_mel.py, 50 ms at each rate. FFmpeg mirrors the beginning of a recording into what lies
before it and ends it as best it can: a test should look at the middle.
"""

from __future__ import annotations

import gzip

import av
import numpy as np

from generate_log_mel import seeded_noise
from reference import GOLDEN, SAMPLE_RATE_HZ

RATES_HZ = [8000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
SECONDS = 0.05


def main() -> None:
    blocks = [resample(seeded_noise(round(rate_hz * SECONDS), seed=rate_hz), rate_hz) for rate_hz in RATES_HZ]
    values = np.concatenate([block[: round(SAMPLE_RATE_HZ * SECONDS)] for block in blocks]).astype("<f4").tobytes()
    (GOLDEN / "resampled.f32.gz").write_bytes(gzip.compress(values, compresslevel=9, mtime=0))


def resample(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate_hz
    pieces = [piece for given in (frame, None) for piece in resampler.resample(given)]
    resampled = np.concatenate([piece.to_ndarray().reshape(-1) for piece in pieces])
    missing = round(SAMPLE_RATE_HZ * SECONDS) - len(resampled)
    return np.pad(resampled, (0, max(0, missing)))


if __name__ == "__main__":
    main()
