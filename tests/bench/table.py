"""The table for people, and the file for machines."""

from collections.abc import Sequence

import msgspec

from tests.bench.figures import Line, Result, Skipped, Wanted
from tests.bench.machine import Machine

_HEADS = ("what", "ours", "baseline", "ratio", "wanted", "")
_SAID = {True: "holds", False: "BEYOND", None: ""}


def render(lines: Sequence[Line], machine: Machine, *, quick: bool, repeat: int) -> str:
    """The table, with what it was measured on above and notes below."""
    rows = [_HEADS]
    notes: list[str] = []
    for line in lines:
        if isinstance(line, Skipped):
            rows.append(
                (line.what, "", f"{'failed' if line.broken else 'skipped'}: {line.why}", "", "", "")
            )
            continue
        mark = ""
        if line.note:
            notes.append(line.note)
            mark = f" [{len(notes)}]"
        rows.append(_row(line, mark))
    wide = [
        max(len(row[at]) for row in rows if not row[2].startswith(("skipped:", "failed:")))
        for at in range(6)
    ]
    out = [*_preface(machine, quick=quick, repeat=repeat), ""]
    for number, row in enumerate(rows):
        out.append("  ".join(cell.ljust(wide[at]) for at, cell in enumerate(row)).rstrip())
        if number == 0:
            out.append("  ".join("-" * width for width in wide).rstrip())
    out += ["", *(f"[{number}] {note}" for number, note in enumerate(notes, 1))]
    return "\n".join(out).rstrip() + "\n"


def _preface(machine: Machine, *, quick: bool, repeat: int) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    return [
        *(["QUICK: fewer and shorter rounds; not for quoting."] if quick else []),
        f"Medians of {repeat}, ratios of medians; whole processes, in turn with their baselines.",
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, {machine.system}",
        f"terminal {machine.terminal}; load {machine.load:g}; {versions}",
    ]


def _row(line: Result, mark: str) -> tuple[str, str, str, str, str, str]:
    base, ratio = line.baseline, line.ratio
    return (
        line.what + mark,
        f"{number(line.ours.middle)} {line.unit}",
        f"{number(base.middle)}  {base.of}" if base is not None else "–",
        f"{number(ratio)} ×" if ratio is not None else "–",
        wanted_words(line.wanted, line.unit),
        _SAID[line.holds],
    )


def wanted_words(wanted: Wanted, unit: str) -> str:
    """Such as ``≤ 2 × and ≤ 50 ms``."""
    parts = []
    if wanted.ratio is not None:
        parts.append(f"≤ {number(wanted.ratio)} ×")
    if wanted.most is not None:
        parts.append(f"≤ {number(wanted.most)} {unit}")
    return " and ".join(parts)


def number(value: float) -> str:
    """Three figures that count, no more."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def as_json(lines: Sequence[Line], machine: Machine, *, quick: bool, repeat: int) -> bytes:
    """All samples, medians and judgements."""
    told = [
        {"row": line.row, "what": line.what, "skipped": line.why, "broken": line.broken}
        if isinstance(line, Skipped)
        else _told(line)
        for line in lines
    ]
    whole = {"schema": 1, "quick": quick, "repeat": repeat, "machine": machine, "lines": told}
    return msgspec.json.format(msgspec.json.encode(whole)) + b"\n"


def _told(line: Result) -> dict[str, object]:
    return {
        "row": line.row,
        "what": line.what,
        "unit": line.unit,
        "ours": line.ours,
        "median": line.ours.middle,
        "baseline": line.baseline,
        "baseline_median": None if line.baseline is None else line.baseline.middle,
        "ratio": line.ratio,
        "wanted": line.wanted,
        "holds": line.holds,
        "note": line.note,
    }
