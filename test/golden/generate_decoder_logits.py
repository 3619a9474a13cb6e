"""Encoder output, cross-attention keys and values, and logits of the first steps of one clip -> decoder-logits.json."""

from __future__ import annotations

import torch
from transformers import WhisperForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput

from reference import float32_list, load_model, load_processor, log_mel, read_clip, write_golden

CLIP = "librispeech-3080-5032-0004.flac"
PROMPT = [50258, 50259, 50359, 50363]  # start of transcript, English, transcribe, no timestamps
STEP_COUNT = 5
TOP_COUNT = 20
POSITIONS = [0, 1, 100, 296, 750, 1499]
HEAD_DIMENSION = 64


@torch.inference_mode()
def main() -> None:
    clip = read_clip(CLIP)
    model = load_model()
    hidden = model.model.encoder(log_mel(load_processor(), clip.samples)).last_hidden_state
    write_golden(
        "decoder-logits.json",
        {
            "clip": CLIP,
            "sampleSha256": clip.sha256,
            "encoder": tensor_summary(hidden[0]),
            "crossAttention": cross_attention(model, hidden[0]),
            "prompt": PROMPT,
            "steps": steps(model, hidden),
        },
    )


def tensor_summary(rows: torch.Tensor) -> dict[str, object]:
    """Statistics over [1500, n] and the first 64 values at a few positions."""
    return {
        "mean": rows.mean().item(),
        "standardDeviation": rows.std(correction=0).item(),
        "positions": [
            {"position": position, "values": float32_list(rows[position, :HEAD_DIMENSION])} for position in POSITIONS
        ],
    }


def cross_attention(model: WhisperForConditionalGeneration, hidden: torch.Tensor) -> list[dict[str, object]]:
    """Keys and values of each layer before they are split into heads, so the first 64 values are head 0; unscaled."""
    return [
        {
            "layer": index,
            "keys": tensor_summary(layer.encoder_attn.k_proj(hidden)),
            "values": tensor_summary(layer.encoder_attn.v_proj(hidden)),
        }
        for index, layer in enumerate(model.model.decoder.layers)
        if index in (0, model.config.decoder_layers - 1)
    ]


def steps(model: WhisperForConditionalGeneration, hidden: torch.Tensor) -> list[dict[str, object]]:
    """Raw logits after the prompt and after each token that greedy decoding picks under the suppression rules."""
    ids, recorded = list(PROMPT), []
    for index in range(STEP_COUNT):
        logits = last_logits(model, hidden, ids)
        ids.append(greedy_choice(model, logits, is_first=index == 0))
        top = logits.topk(TOP_COUNT)
        recorded.append(
            {
                "topIds": top.indices.tolist(),
                "topLogits": float32_list(top.values),
                "mean": logits.mean().item(),
                "standardDeviation": logits.std(correction=0).item(),
                "chosenId": ids[-1],
            }
        )
    return recorded


def last_logits(model: WhisperForConditionalGeneration, hidden: torch.Tensor, ids: list[int]) -> torch.Tensor:
    """Computed from all ids at once, without a cache: an independent check of cached steps."""
    encoded = BaseModelOutput(last_hidden_state=hidden)
    return model(encoder_outputs=encoded, decoder_input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1]


def greedy_choice(model: WhisperForConditionalGeneration, logits: torch.Tensor, *, is_first: bool) -> int:
    rules = model.generation_config
    allowed = logits.clone()
    allowed[rules.suppress_tokens] = -torch.inf
    if is_first:
        allowed[rules.begin_suppress_tokens] = -torch.inf
    return int(allowed.argmax())


if __name__ == "__main__":
    main()
