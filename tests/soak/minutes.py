"""Real minutes: the command on a real terminal, its own centre breaking all the time."""

import os
import select
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.terminals import Terminal, children_of
from tests.soak.process import handles, resident, threads
from tests.soak.week import Check

_KEYS = ("\r", "n", "\x1b", "s", "?", "\x1b", "j", "k")


def minutes(length: float) -> list[Check]:
    """Run it and look at it from outside."""
    with tempfile.TemporaryDirectory() as folder:
        command = ("-m", "queuetui", "--demo", "--scenario", "flaky", "--log", "q.log")
        with Terminal(*command, cwd=Path(folder)) as terminal:
            terminal.wait_for("Billing", "live")
            pid = terminal.program.pid
            (centre,) = children_of(pid)
            begin = time.monotonic()
            end, warm = begin + length * 60, begin + min(length * 15, 300)
            written, first, next_key = 0, None, begin
            samples: list[float] = []
            while time.monotonic() < end:
                now = time.monotonic()
                if now >= next_key:
                    terminal.press(_KEYS[int(now) % len(_KEYS)])
                    next_key = now + 7.3
                    samples.append(resident(pid))
                if first is None and now >= warm:
                    first = (resident(pid), handles(pid), threads(pid))
                    samples.clear()
                if select.select([terminal.master], [], [], 0.5)[0]:
                    written += len(os.read(terminal.master, 65536))
                if terminal.program.poll() is not None:
                    return [(False, f"it ended by itself with {terminal.program.returncode}")]
            ticks = sum(int(n) for n in _cpu(pid))
            spent = ticks / os.sysconf("SC_CLK_TCK") / (length * 60)
            last = (sorted(samples)[len(samples) // 2], handles(pid), threads(pid))
            first = first or last
            terminal.press("\x1b")
            terminal.read_until(lambda _w: True)
            terminal.press("\x03")
            code = terminal.end()
        lines = (Path(folder) / "q.log").read_text().count("\n")
    sys.stdout.write(f"centre was process {centre}; the log has {lines} lines\n")
    growth = last[0] / first[0] - 1
    return [
        (code == 0, f"it ended when asked, exit code {code}"),
        (
            growth < 0.05,
            f"memory: {first[0]:.1f} MB after warm-up, {last[0]:.1f} MB ({growth:+.1%})",
        ),
        (last[1] <= first[1] + 2, f"file handles: {first[1]} after warm-up, {last[1]} at the end"),
        (last[2] <= first[2] + 1, f"threads: {first[2]} after warm-up, {last[2]} at the end"),
        (True, f"{spent:.2%} of a core, {written / (length * 60):.0f} bytes a second written"),
    ]


def _cpu(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
