"""Word times of fixture clips, and the steps that lead to them on seeded noise -> word-times.json."""

from __future__ import annotations

import numpy as np
import torch
from transformers import WhisperForConditionalGeneration, pipeline
from transformers.models.whisper.generation_whisper import _dynamic_time_warping, _median_filter

from generate_log_mel import seeded_noise
from reference import SAMPLE_RATE_HZ, float32_list, load_model, load_processor, read_clip, write_golden

CLIPS = {
    "librispeech-1688-142285-0000.flac": "en",
    "librispeech-2609-156975-0000.flac": "en",
    "librispeech-3080-5032-0004.flac": "en",
    "picovoice-de.flac": "de",
    "picovoice-fr.flac": "fr",
    "picovoice-ja.flac": "ja",
}
PROMPT_TOKENS = 3
FILTER_LENGTHS = [1, 3, 4, 5, 7, 8, 40]
WARP_SIZES = [(1, 1), (1, 9), (2, 2), (5, 5), (4, 30), (9, 4), (30, 200)]
# heads, tokens, audio positions, log-mel frames of the recording
ALIGNMENT_SIZES = [(1, 2, 30, 60), (2, 12, 100, 151), (8, 40, 300, 500), (3, 25, 200, 400)]


class Outputs(dict):
    """What generation gives, as far as token times need it."""

    __getattr__ = dict.__getitem__


def main() -> None:
    processor, model = load_processor(), load_model()
    recognizer = pipeline(
        "automatic-speech-recognition",
        model=model,
        tokenizer=processor.tokenizer,
        feature_extractor=processor.feature_extractor,
    )
    write_golden(
        "word-times.json",
        {
            "filters": [median_filter(length) for length in FILTER_LENGTHS],
            "warps": [warp(tokens, positions) for tokens, positions in WARP_SIZES],
            "alignments": [alignment(model, *sizes) for sizes in ALIGNMENT_SIZES],
            "clips": [clip_words(recognizer, name, language) for name, language in CLIPS.items()],
        },
    )


def median_filter(length: int) -> dict[str, object]:
    noise = torch.from_numpy(seeded_noise(length, seed=length))
    return {"seed": length, "values": float32_list(_median_filter(noise[None, None], 7)[0, 0])}


def warp(tokens: int, positions: int) -> dict[str, object]:
    """The first position of every token on the cheapest path through noise."""
    seed = tokens * positions
    text, time = _dynamic_time_warping(seeded_noise(seed, seed=seed).reshape(tokens, positions).astype(np.float64))
    starts = [int(time[text == token].min()) for token in range(tokens)]
    return {"seed": seed, "tokens": tokens, "positions": positions, "starts": starts}


def alignment(
    model: WhisperForConditionalGeneration, heads: int, tokens: int, positions: int, frames: int
) -> dict[str, object]:
    """Token times from noise in place of attention; one step for the prompt, then one for each token."""
    seed = heads * tokens * positions
    noise = torch.from_numpy(seeded_noise(seed, seed=seed).reshape(heads, tokens, positions))
    prompt = torch.zeros(1, heads, PROMPT_TOKENS, positions)
    layers = [prompt, *[noise[None, :, token : token + 1] for token in range(tokens)]]
    outputs = Outputs(
        cross_attentions=[[step] * model.config.decoder_layers for step in layers],
        sequences=torch.zeros(1, PROMPT_TOKENS + tokens + 1, dtype=torch.long),
    )
    times = model._extract_token_timestamps(
        outputs,
        [(0, head) for head in range(heads)],
        num_frames=torch.tensor([frames]),
        num_input_ids=PROMPT_TOKENS,
    )
    ends = [round(time, 2) for time in times[0, PROMPT_TOKENS : PROMPT_TOKENS + tokens].tolist()]
    return {"seed": seed, "heads": heads, "tokens": tokens, "positions": positions, "frames": frames, "endSeconds": ends}


def clip_words(recognizer, name: str, language: str) -> dict[str, object]:
    clip = read_clip(name)
    result = recognizer(
        {"raw": clip.samples, "sampling_rate": SAMPLE_RATE_HZ},
        return_timestamps="word",
        generate_kwargs={"language": language, "task": "transcribe", "num_beams": 1, "do_sample": False},
    )
    words = [[chunk["text"], *chunk["timestamp"]] for chunk in result["chunks"]]
    return {
        "clip": name,
        "sampleSha256": clip.sha256,
        "durationSeconds": len(clip.samples) / SAMPLE_RATE_HZ,
        "language": language,
        "words": [{"text": text, "startSeconds": start, "endSeconds": end} for text, start, end in words],
    }


if __name__ == "__main__":
    main()
