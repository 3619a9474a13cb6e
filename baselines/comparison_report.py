"""Measured runs of two programs as a table and as a JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from process_measurement import Measurement
from word_error_rate import WordErrors, corpus_word_errors


@dataclass
class Program:
    """One side of a comparison and the runs measured so far."""

    name: str
    command: str
    references: list[str] | None
    out_folder: Path
    timed: list[Measurement] = field(default_factory=list)
    memory_run: Measurement | None = None

    def add(self, measurement: Measurement, *, is_memory_run: bool) -> None:
        if is_memory_run:
            self.memory_run = measurement
        else:
            self.timed.append(measurement)

    def median_of(self, quantity: str) -> float:
        return median(getattr(run, quantity) for run in self.timed)

    def errors(self) -> WordErrors | None:
        """Errors of the last run; None when references or results are missing. Results come in input order."""
        texts = read_texts(self.out_folder)
        if self.references is None or len(texts) != len(self.references):
            return None
        return corpus_word_errors(zip(self.references, texts))


def read_texts(out_folder: Path) -> list[str]:
    for path in out_folder.rglob("inference_per_file.json"):
        return [record.get("text") or "" for record in json.loads(path.read_text(encoding="utf-8"))]
    return []


def comparison_tables(results: dict[str, list[Program]], conditions: dict[str, object]) -> str:
    lines = [f"{name}: {value}" for name, value in conditions.items()]
    for case, programs in results.items():
        lines += ["", f"{case}: medians of {len(programs[0].timed)} runs, wall time with its range", HEADER]
        lines += [table_row(program) for program in programs]
        lines.append(
            f"A / B: wall {ratio(programs, 'wall_s'):.2f} (fastest runs {fastest_ratio(programs):.2f}), "
            f"CPU {ratio(programs, 'cpu_s'):.2f}"
        )
    return "\n".join(lines)


HEADER = f"{'':30}{'wall s':>22}{'CPU s':>9}{'other CPU s':>13}{'RSS MiB':>9}{'PSS MiB':>9}{'WER %':>7}"


def table_row(program: Program) -> str:
    walls = sorted(run.wall_s for run in program.timed)
    wall = f"{median(walls):.2f} ({walls[0]:.2f}-{walls[-1]:.2f})"
    pss = program.memory_run.peak_pss_mib if program.memory_run else None
    errors = program.errors()
    return (
        f"{program.name:30}{wall:>22}{program.median_of('cpu_s'):>9.1f}{program.median_of('other_cpu_s'):>13.1f}"
        f"{program.median_of('max_rss_mib'):>9.0f}{pss or 0:>9.0f}{f'{errors.percent:.1f}' if errors else '-':>7}"
    )


def ratio(programs: list[Program], quantity: str) -> float:
    return programs[0].median_of(quantity) / programs[1].median_of(quantity)


def fastest_ratio(programs: list[Program]) -> float:
    """Ratio of the shortest wall times: less sensitive to other work on the machine than medians are."""
    ours, theirs = (min(run.wall_s for run in program.timed) for program in programs)
    return ours / theirs


def comparison_document(results: dict[str, list[Program]], conditions: dict[str, object]) -> dict[str, object]:
    """All runs, their medians and the ratios A / B."""
    cases = {
        case: {
            "wall_ratio": ratio(programs, "wall_s"),
            "fastest_wall_ratio": fastest_ratio(programs),
            "cpu_ratio": ratio(programs, "cpu_s"),
            "programs": [program_record(program) for program in programs],
        }
        for case, programs in results.items()
    }
    return {"conditions": conditions, "cases": cases}


def program_record(program: Program) -> dict[str, object]:
    errors = program.errors()
    return {
        "name": program.name,
        "command": program.command,
        "median_wall_s": program.median_of("wall_s"),
        "median_cpu_s": program.median_of("cpu_s"),
        "peak_pss_mib": program.memory_run.peak_pss_mib if program.memory_run else None,
        "wer_percent": errors.percent if errors else None,
        "word_errors": asdict(errors) if errors else None,
        "timed_runs": [asdict(run) for run in program.timed],
    }
