"""Costs a known amount, so that the bench itself can be measured.

``known.py burn SECONDS`` of processor time, half of it in a child; ``known.py hold MEBIBYTES``;
``known.py write BYTES``; ``known.py echo`` moves a sign down at ``j`` and up at ``k``. All but the
first wait for their standard input to bring ``q``.
"""

import os
import subprocess
import sys
import time
import tty

_PAGE = 4096


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def echo() -> None:
    row, before = 5, 5
    say("\x1b[2J\x1b[6;1H▌")
    while (key := os.read(0, 1)) != b"q":
        row += {b"j": 1, b"k": -1}.get(key, 0)
        say(f"\x1b[{before + 1};1H \x1b[{row + 1};1H▌")
        before = row


def say(text: str) -> None:
    os.write(1, text.encode())


def main() -> None:
    what, *rest = sys.argv[1:]
    if what == "burn":
        burn(float(rest[0]) / 2)
        if len(rest) == 1:
            subprocess.run([sys.executable, __file__, "burn", rest[0], "alone"], check=True)
        return
    tty.setraw(0)
    if what == "echo":
        echo()
        return
    if what == "hold":
        held = bytearray(int(rest[0]) << 20)
        held[::_PAGE] = b"1" * (len(held) // _PAGE)
    elif what == "write":
        say("x" * int(rest[0]))
    say("ready")
    while os.read(0, 1) != b"q":
        pass


if __name__ == "__main__":
    main()
