"""Greedy decoding of one window after another, with Whisper's rules for timestamps where they are needed.

Recordings up to 30 s are one window without timestamps. In longer ones every window is decoded with timestamps, and the
next starts where the last complete segment ended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onnx_export import OnnxExport

MAX_TOKENS = 448
SECONDS_PER_TIMESTAMP = 0.02


@dataclass(frozen=True)
class Vocabulary:
    """Ids of the tokens that steer decoding, from generation_config.json."""

    prompt: list[int]
    end: int
    no_timestamps: int
    max_initial_timestamp: int
    suppressed: list[int]
    suppressed_first: list[int]

    @property
    def first_timestamp(self) -> int:
        return self.no_timestamps + 1

    @staticmethod
    def of(generation: dict, language: str) -> Vocabulary:
        languages = generation["lang_to_id"]
        return Vocabulary(
            prompt=[
                generation["decoder_start_token_id"],
                languages[f"<|{language}|>"],
                generation["task_to_id"]["transcribe"],
            ],
            end=generation["eos_token_id"],
            no_timestamps=generation["no_timestamps_token_id"],
            max_initial_timestamp=generation.get("max_initial_timestamp_index", 50),
            suppressed=generation["suppress_tokens"],
            suppressed_first=generation["begin_suppress_tokens"],
        )


def decode_window(export: OnnxExport, features: np.ndarray, words: Vocabulary, with_timestamps: bool) -> list[int]:
    """Log-mel of one window -> tokens after the prompt, without the end token."""
    prompt = words.prompt if with_timestamps else [*words.prompt, words.no_timestamps]
    logits, cache = export.start(export.encode(features), prompt)
    tokens: list[int] = []
    while True:
        token = choose(logits, tokens, words, with_timestamps)
        if token == words.end:
            return tokens
        tokens.append(token)
        if len(prompt) + len(tokens) >= MAX_TOKENS:
            return tokens
        logits = export.step(token, cache)


def choose(logits: np.ndarray, tokens: list[int], words: Vocabulary, with_timestamps: bool) -> int:
    """The likeliest token that the rules allow."""
    logits = logits.copy()
    logits[words.suppressed] = -np.inf
    if not tokens:
        logits[words.suppressed_first] = -np.inf
    if with_timestamps:
        apply_timestamp_rules(logits, tokens, words)
    return int(logits.argmax())


def apply_timestamp_rules(logits: np.ndarray, tokens: list[int], words: Vocabulary) -> None:
    """Timestamps come first, in pairs, never go back, and win when together they are likelier than any text."""
    first = words.first_timestamp
    logits[words.no_timestamps] = -np.inf
    if not tokens:
        logits[:first] = -np.inf
        logits[first + words.max_initial_timestamp + 1 :] = -np.inf
    elif tokens[-1] >= first:
        closes_pair = len(tokens) == 1 or tokens[-2] >= first
        if closes_pair:
            logits[first:] = -np.inf
        else:
            logits[: words.end] = -np.inf
    stamps = [token for token in tokens if token >= first]
    if stamps:
        is_start = tokens[-1] >= first and not (len(tokens) == 1 or tokens[-2] >= first)
        logits[first : stamps[-1] + (0 if is_start else 1)] = -np.inf
    if log_sum_exp(logits[first:]) > logits[:first].max():
        logits[:first] = -np.inf


def log_sum_exp(values: np.ndarray) -> float:
    highest = values.max()
    return highest if np.isneginf(highest) else float(highest + np.log(np.exp(values - highest).sum()))


def finished_part(tokens: list[int], words: Vocabulary, window_seconds: float) -> tuple[list[int], float]:
    """The tokens of complete segments, and how many seconds of the window they cover.

    What follows the last pair of timestamps was cut off by the window and is heard again by the next.
    """
    first = words.first_timestamp
    pairs = [index for index in range(1, len(tokens)) if tokens[index - 1] >= first and tokens[index] >= first]
    ends_with_single_stamp = len(tokens) >= 2 and tokens[-1] >= first and tokens[-2] < first
    if not pairs or ends_with_single_stamp:
        return tokens, window_seconds
    end = pairs[-1]
    return tokens[:end], (tokens[end - 1] - first) * SECONDS_PER_TIMESTAMP
