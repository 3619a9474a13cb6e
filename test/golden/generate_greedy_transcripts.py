"""Greedy transcripts of the fixture clips, without and with timestamps -> greedy-transcripts.json."""

from __future__ import annotations

import torch
from transformers import WhisperForConditionalGeneration, WhisperProcessor

from reference import ENGLISH_CLIPS, FOREIGN_CLIPS, load_model, load_processor, log_mel, read_clip, write_golden

TRANSLATED_CLIP = "picovoice-de.flac"


def main() -> None:
    processor, model = load_processor(), load_model()
    jobs = [(name, "en", "transcribe") for name in ENGLISH_CLIPS]
    jobs += [(name, language, "transcribe") for name, language in FOREIGN_CLIPS.items()]
    jobs.append((TRANSLATED_CLIP, FOREIGN_CLIPS[TRANSLATED_CLIP], "translate"))
    write_golden("greedy-transcripts.json", {"transcripts": [transcript(processor, model, *job) for job in jobs]})


def transcript(
    processor: WhisperProcessor, model: WhisperForConditionalGeneration, name: str, language: str, task: str
) -> dict[str, object]:
    clip = read_clip(name)
    features = log_mel(processor, clip.samples)
    plain = generate(model, features, language=language, task=task, return_timestamps=False)
    marked = generate(model, features, language=language, task=task, return_timestamps=True)
    decode = processor.tokenizer.decode
    return {
        "clip": name,
        "sampleSha256": clip.sha256,
        "durationSeconds": len(clip.samples) / 16_000,
        "language": language,
        "task": task,
        "plain": {"ids": plain, "text": decode(plain, skip_special_tokens=True)},
        "timestamped": {
            "ids": marked,
            "text": decode(marked, skip_special_tokens=True),
            "segments": segments(processor, marked),
        },
    }


def generate(model: WhisperForConditionalGeneration, features: torch.Tensor, **options: object) -> list[int]:
    """Tokens of one window after the prompt, the end token left out.

    One call only: transformers would otherwise decode the padding behind a closing timestamp pair as a second window.
    """
    with torch.inference_mode():
        ids = model.generate(features, num_beams=1, do_sample=False, force_unique_generate_call=True, **options)[0]
    prompt_length = 3 if options["return_timestamps"] else 4
    generated = ids.tolist()
    start = model.generation_config.decoder_start_token_id
    generated = generated[prompt_length:] if generated[:1] == [start] else generated
    return [token for token in generated if token != model.generation_config.eos_token_id]


def segments(processor: WhisperProcessor, ids: list[int]) -> list[dict[str, object]]:
    """Closed timestamp pairs, as transformers reads them."""
    offsets = processor.tokenizer.decode(ids, skip_special_tokens=True, output_offsets=True)["offsets"]
    return [
        {
            "startSeconds": round(offset["timestamp"][0], 2),
            "endSeconds": None if offset["timestamp"][1] is None else round(offset["timestamp"][1], 2),
            "text": offset["text"],
        }
        for offset in offsets
    ]


if __name__ == "__main__":
    main()
