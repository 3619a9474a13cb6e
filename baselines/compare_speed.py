"""Compares whisper-batch (A) with faster-whisper FP32 greedy (B): whole processes, run in turns on the same audio.

Two cases: `joined`, one recording of 221.7 s (B batched, 8 pieces together), and `short`, the clips of short_clips.txt
in one process (B sequential). The first run of each samples memory and warms the page cache; it is not timed.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from comparison_report import Program, comparison_document, comparison_tables
from joined_recording import CLIP_NAMES, write_joined_recording
from machine_conditions import describe_conditions
from process_measurement import measure
from reference_texts import read_references

HERE = Path(__file__).resolve().parent
MAIN_MODULE = shlex.quote(str(HERE.parent / "dist/src/cli/main.js"))
DEFAULT_COMMAND = f"node {MAIN_MODULE} run {{files}} --out-dir {{out}} --force --quiet"


@dataclass(frozen=True)
class Case:
    """Audio that both programs transcribe, the way B does it, and what is said (None where it is not known)."""

    name: str
    files: list[Path]
    baseline_mode: str
    references: list[str] | None


def main() -> None:
    arguments = parse_arguments()
    conditions = describe_conditions(arguments.repetitions, arguments.threads)
    with tempfile.TemporaryDirectory(prefix="compare-speed-") as name:
        folder = Path(name)
        results = {case.name: run_case(case, arguments, folder) for case in planned_cases(arguments, folder)}
        print(comparison_tables(results, conditions))
        document = comparison_document(results, conditions)
    arguments.out_json.parent.mkdir(parents=True, exist_ok=True)
    arguments.out_json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def planned_cases(arguments: argparse.Namespace, folder: Path) -> list[Case]:
    return [PLANNERS[name](arguments.speech, folder) for name in arguments.cases]


def joined_case(speech: Path, folder: Path) -> Case:
    recording = folder / "joined.wav"
    write_joined_recording(speech / "ljspeech", recording)
    clip_texts = read_references(speech, [f"ljspeech/{name}" for name in CLIP_NAMES])
    return Case("joined", [recording], "batched", [" ".join(clip_texts)] if clip_texts else None)


def short_case(speech: Path, _folder: Path) -> Case:
    names = (HERE / "short_clips.txt").read_text(encoding="utf-8").split()
    return Case("short", [speech / name for name in names], "sequential", read_references(speech, names))


PLANNERS = {"joined": joined_case, "short": short_case}


def run_case(case: Case, arguments: argparse.Namespace, folder: Path) -> list[Program]:
    """One memory run of A and of B, then the timed runs in turns: A B A B, so that a slow spell meets both."""
    programs = [
        Program("A whisper-batch", arguments.command, case.references, folder / f"{case.name}-a"),
        Program(f"B faster-whisper {case.baseline_mode}", baseline_command(case, arguments), case.references,
                folder / f"{case.name}-b"),
    ]  # fmt: skip
    for repetition in range(arguments.repetitions + 1):
        for program in programs:
            # Anew for each run: what an earlier one left would be taken over and not transcribed.
            shutil.rmtree(program.out_folder, ignore_errors=True)
            program.out_folder.mkdir()
            command = expand_command(program.command, case.files, program.out_folder)
            is_memory_run = repetition == 0
            measurement = measure(command, folder / "run.log", sample_memory=is_memory_run)
            program.add(measurement, is_memory_run=is_memory_run)
            print(f"{case.name} {program.name} run {repetition}: {measurement.wall_s:.2f} s", file=sys.stderr)
    return programs


def baseline_command(case: Case, arguments: argparse.Namespace) -> str:
    program = [sys.executable, str(HERE / "faster_whisper_baseline.py"), "--mode", case.baseline_mode]
    model = ["--model-dir", str(arguments.baseline_model), "--threads", str(arguments.threads)]
    return shlex.join([*program, *model]) + " {files} --out-dir {out}"


def expand_command(template: str, files: list[Path], out_folder: Path) -> list[str]:
    """The argument list; `{files}` stands for all audio paths, `{out}` for the folder of the results."""
    words: list[str] = []
    for word in shlex.split(template):
        words += [str(file) for file in files] if word == "{files}" else [word.replace("{out}", str(out_folder))]
    return words


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True, help="folder with the clips; see README.md")
    parser.add_argument("--command", default=DEFAULT_COMMAND, help="program A, with {files} and {out}")
    parser.add_argument("--baseline-model", type=Path, default=HERE / ".models" / "whisper-base-ct2")
    parser.add_argument("--threads", type=int, default=2, help="cpu_threads of faster-whisper (default: 2)")
    parser.add_argument("--cases", nargs="+", choices=list(PLANNERS), default=list(PLANNERS))
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--out-json", type=Path, default=HERE / "results" / "compare_speed.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
