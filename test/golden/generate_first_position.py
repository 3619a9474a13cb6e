"""What follows the start of transcript: language and no-speech probabilities of the fixture clips -> first-position.json."""

from __future__ import annotations

import numpy as np
import torch

from reference import ENGLISH_CLIPS, FOREIGN_CLIPS, SAMPLE_RATE_HZ, load_model, load_processor, log_mel, read_clip, write_golden

SILENCES = {"silence": np.zeros(5 * SAMPLE_RATE_HZ, dtype=np.float32)}


def main() -> None:
    processor, model = load_processor(), load_model()
    sounds = {name: read_clip(name).samples for name in [*ENGLISH_CLIPS[:4], *FOREIGN_CLIPS]} | SILENCES
    config = model.generation_config
    names = [name[2:-2] for name in config.lang_to_id]
    tokens = list(config.lang_to_id.values())
    windows = []
    for name, samples in sounds.items():
        features = log_mel(processor, samples)
        with torch.inference_mode():
            start = torch.tensor([[config.decoder_start_token_id]])
            logits = model(input_features=features, decoder_input_ids=start).logits[0, 0]
        languages = torch.softmax(logits[tokens], 0)
        windows.append(
            {
                "clip": name,
                "seconds": len(samples) / SAMPLE_RATE_HZ,
                "language": names[int(languages.argmax())],
                "languageProbability": float(languages.max()),
                "noSpeechProbability": float(torch.softmax(logits, 0)[config.no_timestamps_token_id - 1]),
            }
        )
    write_golden("first-position.json", {"windows": windows})


if __name__ == "__main__":
    main()
