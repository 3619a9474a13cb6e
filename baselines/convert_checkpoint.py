"""Writes the CTranslate2 FP32 model that faster-whisper needs from the checkpoint in the repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctranslate2.converters import TransformersConverter

COPIED_FILES = ["tokenizer.json", "preprocessor_config.json"]


def main() -> None:
    arguments = parse_arguments()
    converter = TransformersConverter(str(arguments.model_dir), copy_files=COPIED_FILES)
    converter.convert(str(arguments.output_dir), quantization="float32", force=arguments.force)
    print(f"Wrote {arguments.output_dir}")


def parse_arguments() -> argparse.Namespace:
    repository = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-dir", type=Path, default=repository / "whisper-base-with-past")
    parser.add_argument("--output-dir", type=Path, default=repository / "baselines" / ".models" / "whisper-base-ct2")
    parser.add_argument("--force", action="store_true", help="replace an existing output folder")
    return parser.parse_args()


if __name__ == "__main__":
    main()
