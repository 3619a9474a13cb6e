"""Finds audio files as `whisper-batch run` does, and reads them as 16 kHz mono samples."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stopping import stop

if TYPE_CHECKING:
    import numpy as np

SAMPLE_RATE_HZ = 16_000
EXTENSIONS = frozenset(
    f".{name}"
    for name in (
        "wav wave flac mp3 mp2 mpga ogg oga opus spx m4a m4b m4r mp4 m4v mov 3gp 3g2 aac webm weba mka mkv avi "
        "aif aiff aifc caf wma asf amr wv tta ape mpc qoa sph nist ac3 eac3 dts au snd w64 rf64"
    ).split()
)


@dataclass(frozen=True)
class AudioFile:
    """One file; `name` is its path below the folder it was found in, and unique within a run."""

    path: Path
    name: str


@dataclass(frozen=True)
class Recording:
    """What a file holds: mono float32 samples at 16 kHz, and how it was stored."""

    samples: np.ndarray
    sample_rate_hz: int
    channels: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def find_audio(paths: list[Path]) -> list[AudioFile]:
    """The files named and those below the folders named, in natural order within a folder, each once."""
    found: dict[Path, AudioFile] = {}
    for path in paths:
        if not path.exists():
            stop(f'Expected a file or a folder, found nothing at "{path}".', "Check the path.", exit_status=2)
        for file in below(path) if path.is_dir() else [AudioFile(path, path.name)]:
            found.setdefault(file.path.resolve(), file)
    if not found:
        places = ", ".join(map(str, paths))
        stop(f"Expected audio files in {places}, found none.", "Give a folder that holds audio.", exit_status=2)
    return with_unique_names(list(found.values()))


def below(folder: Path) -> list[AudioFile]:
    files: list[AudioFile] = []
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(parent, name) for name in names if not name.startswith(".")]
        files += [
            AudioFile(path, path.relative_to(folder).as_posix())
            for path in paths
            if path.suffix.lower() in EXTENSIONS and path.is_file()
        ]
    return sorted(files, key=lambda file: natural_key(file.name))


def natural_key(name: str) -> list[list[tuple[int, int, str]]]:
    """Orders folder by folder, and digits by their value: "take 2" before "take 10"."""
    return [
        [(0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in re.findall(r"\d+|\D+", part.lower())]
        for part in name.split("/")
    ]


def with_unique_names(files: list[AudioFile]) -> list[AudioFile]:
    """Files of equal name from different folders are called by their whole path."""
    names = [file.name for file in files]
    return [
        file if names.count(file.name) == 1 else AudioFile(file.path, str(file.path.resolve()).lstrip("/"))
        for file in files
    ]


def read_recording(path: Path) -> Recording:
    """Reads a file with FFmpeg's libraries; raises what they raise when it is no audio."""
    import av
    import numpy as np

    with av.open(str(path), metadata_errors="ignore") as container:
        stream = container.streams.audio[0]
        rate_hz, channels = stream.rate, stream.channels
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        pieces = []
        for frame in [*container.decode(stream), None]:  # None drains the resampler
            if frame is not None:
                frame.pts = None  # gaps in time stamps must not become errors
            pieces += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(frame)]
    if not pieces:
        raise ValueError("no samples")
    return Recording(np.concatenate(pieces), rate_hz, channels)
