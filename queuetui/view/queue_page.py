"""An opened queue on one page: what is wrong, how much, since when, and who is there.

Narrow pages have one column, the most important first; wide ones have two, three or four. A page
may be longer than the screen, which then scrolls.
"""

from collections.abc import Sequence

from queuetui.view.blocks import flow
from queuetui.view.foresight import forecast_lines
from queuetui.view.formats import clean, clock_time, cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.queue_agents import agents_table
from queuetui.view.queue_figures import figures
from queuetui.view.queue_headline import breach_rules, headline, name_line
from queuetui.view.queue_media import WITH_TODAY, media_table
from queuetui.view.queue_part import within
from queuetui.view.queue_plots import LEAST_HEIGHT, Memo, day_plot, hour_plot, hour_plots
from queuetui.view.queue_scene import Scene
from queuetui.view.queue_today import today_part
from queuetui.view.queue_waiting import waiting_list
from queuetui.view.segments import Segment, Segments, aligned, joined
from queuetui.view.staffing import staffing_part

TWO_COLUMNS, THREE_COLUMNS, FOUR_COLUMNS = 106, 176, 270
"""Widths in cells from which on there are so many columns."""
_GAP = 3
_MEDIA_WIDTH = 63
_PLOT_LINES = 8
_MOST_PLOT_LINES, _MOST_PAIR_LINES = 26, 13
_DAY = "day"
_LOW, _AIRY, _HIGH, _HIGHEST = 15, 22, 46, 90
"""Heights of pages: from the first on there are large digits, from the last two larger ones; from
the second on they stand apart."""


def queue_page(
    scene: Scene, width: int, height: int, memo: Memo | None = None
) -> tuple[Segments, ...]:
    """The lines of the page, each at most ``width`` cells; ``height`` is what is in sight."""
    page = _Page(scene, width, height, Memo() if memo is None else memo)
    return tuple(page.lines())


class _Page:
    """A page that is put together."""

    def __init__(self, scene: Scene, width: int, height: int, memo: Memo) -> None:
        self.scene = scene
        self.width = width
        self.height = height
        self.memo = memo

    def lines(self) -> list[Segments]:
        """The whole page."""
        head = [name_line(self.scene, self.width), *headline(self.scene, self.width)]
        if not self.scene.calm:
            head += forecast_lines(self.scene.standing, self.width, self.scene.glyphs)
        rules = breach_rules(self.scene, self.width)
        if self.height >= _AIRY:
            head += rules or [()]
            rules = []
        head += figures(self.scene, self.width, self.digit_size())
        head.append(())
        room = max(LEAST_HEIGHT, self.height - len(head))
        if self.width >= FOUR_COLUMNS:
            body = self.four(room)
        elif self.width >= THREE_COLUMNS:
            body = self.three(room)
        elif self.width >= TWO_COLUMNS:
            body = self.two(room)
        else:
            body = self.one()
        # What stands in columns has been cut already.
        return [*self.cut(head), *body, (), *self.cut([*rules, *self.origin()])]

    def cut(self, lines: Sequence[Segments]) -> list[Segments]:
        """The lines without what goes beyond the page."""
        return [within(line, self.width, self.scene.glyphs) for line in lines]

    def digit_size(self) -> int:
        """Lines of the large digits; 0: no large digits."""
        if self.height < _LOW:
            return 0
        if self.height < _HIGH or self.width < THREE_COLUMNS:
            return 3
        return 5 if self.height < _HIGHEST else 7

    def one(self) -> list[Segments]:
        """Everything under each other."""
        scene, width = self.scene, self.width
        return self.cut(
            stacked(
                [
                    media_table(scene, width),
                    agents_table(scene, width),
                    waiting_list(scene, width),
                    today_part(scene, width),
                    staffing_part(scene, width),
                    *self.pairs(width),
                ]
            )
        )

    def two(self, room: int) -> list[Segments]:
        """Figures and pictures at the left, agents at the right."""
        scene = self.scene
        left = max(_MEDIA_WIDTH, self.width * 11 // 20)
        right = self.width - _GAP - left
        media = media_table(scene, left)
        today, staffing = today_part(scene, left), staffing_part(scene, left)
        rest = waiting_list(scene, left)
        number = len(_pairs(scene))
        for tables, below in (((today, staffing), ()), ((today,), (staffing,))):
            free = room - len(stacked([media, *tables])) - number
            if free >= number * LEAST_HEIGHT:
                # The day's picture has a legend, so an odd line is for that one.
                heights = (free // number, free - free // number)
                first, *others = self.pairs(left, heights)
                parts = [media, first, *tables, *others, *below, rest]
                break
        else:
            # The edge of the screen had better cut a table than a picture.
            first, *others = self.pairs(left)
            parts = [media, first, today, staffing, rest, *others]
        return columns([stacked(parts), agents_table(scene, right)], [left, right], scene.glyphs)

    def three(self, room: int) -> list[Segments]:
        """Figures and the waiting list, pictures, agents."""
        scene = self.scene
        left = _MEDIA_WIDTH
        right = min(76, (self.width - left - 2 * _GAP) // 2)
        middle = self.width - left - right - 2 * _GAP
        return columns(
            [
                stacked(
                    [
                        media_table(scene, left),
                        today_part(scene, left),
                        staffing_part(scene, left),
                        waiting_list(scene, left),
                    ]
                ),
                self.tower(middle, room),
                agents_table(scene, right),
            ],
            [left, middle, right],
            scene.glyphs,
        )

    def four(self, room: int) -> list[Segments]:
        """Figures, pictures, agents, the waiting list."""
        scene = self.scene
        widths = [WITH_TODAY, 0, 76, 0 if scene.calm else 56]
        widths[1] = self.width - sum(widths) - 3 * _GAP
        return columns(
            [
                stacked(
                    [
                        media_table(scene, widths[0]),
                        today_part(scene, widths[0], by_media=False),
                        staffing_part(scene, widths[0]),
                    ]
                ),
                self.tower(widths[1], room),
                agents_table(scene, widths[2]),
                waiting_list(scene, widths[3]),
            ],
            widths,
            scene.glyphs,
        )

    def pairs(
        self, width: int, heights: tuple[int, int] = (_PLOT_LINES, _PLOT_LINES)
    ) -> list[list[Segments]]:
        """The pictures two by two, each pair so many lines high."""
        widths = [(width - _GAP) // 2, width - _GAP - (width - _GAP) // 2]
        return [
            columns(
                [
                    self.picture(name, wide, min(_MOST_PAIR_LINES, height))
                    for name, wide in zip(names, widths, strict=True)
                ],
                widths,
                self.scene.glyphs,
            )
            for names, height in zip(_pairs(self.scene), heights, strict=False)
        ]

    def picture(self, name: str, width: int, height: int) -> list[Segments]:
        """A plot of the last hour, or of the day."""
        if name == _DAY:
            return day_plot(self.scene, width, height, self.memo)
        return hour_plot(self.scene, name, width, height, self.memo)

    def tower(self, width: int, room: int) -> list[Segments]:
        """The pictures under each other, as tall as the room allows."""
        names = (*hour_plots(self.scene), _DAY)
        height = (room - (len(names) - 1) - 2) // len(names)
        height = max(_PLOT_LINES, min(_MOST_PLOT_LINES, height))
        return stacked([self.picture(name, width, height) for name in names])

    def origin(self) -> list[Segments]:
        """Where the figures come from: instant, division, id, and how many belong to the queue."""
        scene, glyphs = self.scene, self.scene.glyphs
        queue, reading = scene.standing.state.queue, scene.reading
        parts: list[str] = []
        if reading is not None:
            parts.append(f"figures of {clock_time(reading.as_of, scene.zone)}")
        if clean(queue.name) not in {scene.standing.label, queue.id}:
            parts.append(f"name {clean(queue.name)}")
        if queue.division:
            parts.append(f"division {clean(queue.division)}")
        parts.append(f"id {clean(queue.id)}")
        whole: list[Segments] = [
            (Segment(cut(part, self.width, glyphs.ellipsis), "dim"),) for part in parts
        ]
        return flow(whole, self.width, glyphs.separator)


def _pairs(scene: Scene) -> list[tuple[str, str]]:
    """The names of the pictures that stand beside each other."""
    names = (*hour_plots(scene), _DAY)
    return list(zip(names[::2], names[1::2], strict=True))


def stacked(parts: Sequence[Sequence[Segments]]) -> list[Segments]:
    """The parts under each other with a blank line between them."""
    lines: list[Segments] = []
    for part in parts:
        if part:
            lines += [(), *part] if lines else part
    return lines


def columns(
    parts: Sequence[Sequence[Segments]], widths: Sequence[int], glyphs: Glyphs
) -> list[Segments]:
    """The parts beside each other, each as many cells wide as ``widths`` says."""
    blank = Segment(" " * _GAP)
    lines: list[Segments] = []
    for row in range(max(len(part) for part in parts)):
        out: list[Segment] = []
        last = max(n for n, part in enumerate(parts) if row < len(part))
        for number, (part, width) in enumerate(zip(parts[: last + 1], widths, strict=False)):
            line = part[row] if row < len(part) else ()
            if number:
                out.append(blank)
            cell = within(line, width, glyphs)
            out.extend(cell if number == last else aligned(cell, width, right=False))
        lines.append(joined(out))
    return lines
