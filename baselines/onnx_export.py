"""The three graphs of a folder written by `whisper-batch export`, run with plain ONNX Runtime."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime

GRAPHS = ["encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"]


class OnnxExport:
    """Encoder, first decoder step, and later decoder steps with a cache; one window at a time."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """`threads` is ONNX Runtime's intra-op count; 0 leaves it to ONNX Runtime."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.sessions = [
            onnxruntime.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"]) for name in GRAPHS
        ]
        self._output_names = [[output.name for output in session.get_outputs()] for session in self.sessions]
        self.generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))

    def encode(self, features: np.ndarray) -> np.ndarray:
        """Log-mel [1, 80, 3000] -> hidden states [1, 1500, 512]."""
        return self.sessions[0].run(["last_hidden_state"], {"input_features": features})[0]

    def start(self, states: np.ndarray, prompt: list[int]) -> tuple[np.ndarray, Cache]:
        """Logits after the prompt and the cache that later steps go on from."""
        outputs = self._run(1, prompt, {"encoder_hidden_states": states})
        return outputs["logits"][0, -1], Cache(past_of(outputs, "decoder"), past_of(outputs, "encoder"))

    def step(self, token: int, cache: Cache) -> np.ndarray:
        """Logits after one more token, which is added to the cache."""
        outputs = self._run(2, [token], {**cache.text, **cache.audio})
        cache.text = past_of(outputs, "decoder")
        return outputs["logits"][0, -1]

    def _run(self, graph: int, tokens: list[int], feeds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        values = self.sessions[graph].run(None, {"input_ids": np.array([tokens], dtype=np.int64), **feeds})
        return dict(zip(self._output_names[graph], values, strict=True))


class Cache:
    """Keys and values of the tokens so far, which grow, and of the audio, which stay."""

    def __init__(self, text: dict[str, np.ndarray], audio: dict[str, np.ndarray]) -> None:
        self.text = text
        self.audio = audio


def past_of(outputs: dict[str, np.ndarray], owner: str) -> dict[str, np.ndarray]:
    return {
        name.replace("present", "past_key_values"): value for name, value in outputs.items() if f".{owner}." in name
    }
