"""How a program says why it stops."""

from __future__ import annotations

import sys
from typing import NoReturn


def stop(message: str, remedy: str, *, exit_status: int) -> NoReturn:
    """Ends the program with an error in the form of whisper-batch; status 2 is wrong usage, 3 model or environment."""
    print(f"error: {message}\n  → {remedy}", file=sys.stderr)
    raise SystemExit(exit_status)
