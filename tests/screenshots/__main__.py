"""``python -m tests.screenshots [NAME …]``: makes the README's pictures anew.

The real app draws them, over the real feed and the demo's contact centre on loopback, by a clock of
its own: after an hour of work. They change only when the program does.
"""

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from queuetui.cli.demo import demo_settings
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.themes import ThemeName
from queuetui.simulator.faults import Status
from queuetui.simulator.running import RunningSimulator
from tests.e2e.playhouse import playhouse

FOLDER = Path(__file__).parent
TITLE = "queuetui --demo"
OPENS = datetime(2026, 3, 17, 9, 2, tzinfo=UTC).timestamp()
HOUR = 3600.0
SOME = 8
"""Polls after the first picture."""
FROZEN_AFTER = 48.0
"""Seconds without an answer in the picture that shows what that looks like."""


class Picture(Struct, frozen=True):
    """One file."""

    size: tuple[int, int] = (120, 40)
    keys: tuple[str, ...] = ()
    opened: str | None = None
    """The queue to be opened first."""
    theme: ThemeName | None = None
    wall: bool = False
    frozen: bool = False
    """Whether the server has stopped to answer."""


PICTURES: dict[str, Picture] = {
    "board": Picture((120, 24)),
    "board-80x24": Picture((80, 24)),
    "board-analyst": Picture((140, 24), keys=("c",)),
    "board-frozen": Picture((120, 24), frozen=True),
    "queue": Picture((120, 40), opened="Billing"),
    "wall": Picture((120, 40), wall=True),
    "wall-day": Picture((120, 40), theme="day", wall=True),
    "wall-safe": Picture((120, 40), theme="safe", wall=True),
    "help": Picture((120, 40), keys=("question_mark",)),
}


async def draw(picture: Picture) -> str:
    """The picture as SVG."""
    settings: Settings = replace(demo_settings(), looks=LooksSettings(picture.theme))
    simulator = RunningSimulator(start=OPENS)
    with simulator, tempfile.TemporaryDirectory() as folder:
        stage = playhouse(
            simulator,
            Path(folder),
            settings,
            size=picture.size,
            wall=picture.wall,
            already=HOUR,
        )
        async with stage as house:
            # Long enough for the marks of what has just happened to be gone.
            for _ in range(SOME):
                await house.play(5.0)
            if picture.opened is not None:
                await house.open(picture.opened)
            if picture.frozen:
                simulator.faults.add(Status(503))
                for _ in range(int(FROZEN_AFTER)):
                    await house.play(1.0)
            await house.press(*picture.keys)
            await house.draw()
            return apart(steady(house.app.export_screenshot(title=TITLE)))


def steady(svg: str) -> str:
    """The same without the number that is another one for each run."""
    return re.sub(r"terminal-\d+-", "terminal-", svg)


_TEXT = re.compile(
    r'<text (?P<tag>[^>]*) x="(?P<x>[0-9.]+)" (?P<y>y="[^"]*") textLength="(?P<length>[0-9.]+)"'
    r"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>"
)
_DOTS = re.compile("[\u2800-\u28ff]+|[^\u2800-\u28ff]+")


def apart(svg: str) -> str:
    """The same with plots and words in texts of their own.

    Browsers take the dots of plots from another font. Its signs are of another width, which would
    move the words in the same text out of their columns.
    """

    def split(found: re.Match[str]) -> str:
        text = unescape(found["text"])
        pieces = list(_DOTS.finditer(text))
        if len(pieces) < 2:
            return found[0]
        cell = float(found["length"]) / len(text)
        return "".join(
            f'<text {found["tag"]} x="{float(found["x"]) + cell * piece.start():g}" {found["y"]} '
            f'textLength="{cell * len(piece[0]):g}"{found["rest"]}>{_escaped(piece[0])}</text>'
            for piece in pieces
        )

    return _TEXT.sub(split, svg)


def _escaped(text: str) -> str:
    return escape(text).replace("\u00a0", "&#160;")


def main(names: list[str]) -> int:
    """Draw these pictures, or all."""
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        sys.stderr.write(f"there is no {unknown[0]}; there are: {', '.join(PICTURES)}\n")
        return 2
    for name in names or PICTURES:
        path = FOLDER / f"{name}.svg"
        path.write_text(asyncio.run(draw(PICTURES[name])), encoding="utf-8")
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
