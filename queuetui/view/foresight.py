"""What is coming, in words: how long until a breach, and how likely it is."""

from collections.abc import Iterable, Sequence

from queuetui.domain.forecast import Forecast, likelihood
from queuetui.view.formats import age, cells, count
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.standing import Standing
from queuetui.view.words import media_word

_TONE: dict[str, Tone] = {"likely": "warning", "possible": "plain", "unlikely": "dim"}
_COUNTDOWN, _WORD, _SHARE = 6, 8, 3
"""Cells of the parts, so that those of all lines stand under one another."""


def most_threatening(forecasts: Sequence[Forecast]) -> Forecast | None:
    """The medium in which a breach to come is likeliest, or else where some are over already."""
    coming = [each for each in forecasts if each.breach_at is not None]
    if coming:
        return max(coming, key=_threat)
    return max(forecasts, key=lambda each: each.over, default=None)


def seconds_left(forecast: Forecast, now: float) -> float | None:
    """Until the earliest possible breach; never negative."""
    return None if forecast.breach_at is None else max(0.0, forecast.breach_at - now)


def percent(probability: float) -> str:
    """A probability as it is drawn, in at most 3 cells: nothing that may come is quite certain."""
    if 0.0 < probability < 0.01:
        return "<1%"
    return f"{min(99, round(100 * probability))}%"


def _believed_at(standing: Standing) -> float | None:
    """The instant at which a standing holds, epoch seconds; ``None``: it is not believed."""
    if standing.told is None or standing.age is None:
        return None
    return standing.told.as_of + standing.age


def most_threatened(standings: Iterable[Standing]) -> Standing | None:
    """The one of several queues whose breach to come is likeliest; ``None``: nothing is coming."""
    coming = [each for each in standings if threat(each) is not None]
    return max(coming, key=lambda each: threat(each) or 0.0, default=None)


def threat(standing: Standing) -> float | None:
    """How likely a breach to come is, for sorting; ``None`` where none can come."""
    most = most_threatening(standing.state.forecasts) if standing.told is not None else None
    return None if most is None or most.breach_at is None else most.probability


def forecast_cell(standing: Standing, width: int, glyphs: Glyphs) -> Segments:
    """Countdown, word and number, as far as there is room; nothing where nobody waits."""
    now = _believed_at(standing)
    if now is None:
        return (Segment(glyphs.none.rjust(_COUNTDOWN), "unknown"),)
    most = most_threatening(standing.state.forecasts)
    if most is None:
        return ()
    late = standing.freshness == "late"
    text, tone = _in_cell(most, now, width)
    return (Segment(text, "late" if late else tone),)


def breach_to_come(standing: Standing) -> tuple[str, str, Tone] | None:
    """The same as a small figure: ``breach likely 87%``, ``0:24``; ``None``: nothing is coming."""
    now = _believed_at(standing)
    if now is None:
        return None
    most = most_threatening(standing.state.forecasts)
    left = None if most is None else seconds_left(most, now)
    if most is None or left is None:
        return None
    late = standing.freshness == "late"
    if most.probability is None:
        return "breach in", age(left), "late" if late else "plain"
    word = likelihood(most.probability)
    tone: Tone = "late" if late else _TONE[word]
    return f"breach {word} {percent(most.probability)}", age(left), tone


def forecast_lines(standing: Standing, width: int, glyphs: Glyphs) -> list[Segments]:
    """One line for each medium in which somebody waits, the likeliest breach first."""
    now = _believed_at(standing)
    if now is None:
        return []
    coming = sorted(standing.state.forecasts, key=_threat, reverse=True)
    return [_line(each, now, width, glyphs, late=standing.freshness == "late") for each in coming]


def _in_cell(forecast: Forecast, now: float, width: int) -> tuple[str, Tone]:
    left = seconds_left(forecast, now)
    if left is None:
        return f"{'':>{_COUNTDOWN - 4}}{count(forecast.over)} over"[:width], "plain"
    countdown = age(left).rjust(_COUNTDOWN)
    if forecast.probability is None:
        return countdown, "plain"
    word, share = likelihood(forecast.probability), percent(forecast.probability).rjust(_SHARE)
    if width < _COUNTDOWN + 1 + _SHARE:
        return countdown, _TONE[word]
    if width < _COUNTDOWN + 1 + _WORD + 1 + _SHARE:
        return f"{countdown} {share}", _TONE[word]
    return f"{countdown} {word:<{_WORD}} {share}", _TONE[word]


def _line(forecast: Forecast, now: float, width: int, glyphs: Glyphs, *, late: bool) -> Segments:
    left, probability = seconds_left(forecast, now), forecast.probability
    parts: list[tuple[str, Tone]] = []
    if left is not None:
        parts.append((f"breach in {age(left)} unless answered", "plain"))
        if probability is not None:
            word = likelihood(probability)
            parts.append((f"{word} {percent(probability)}", _TONE[word]))
    if forecast.expected is not None and forecast.expected >= 0.05:
        parts.append((f"about {forecast.expected:.1f} will be late", "dim"))
    if forecast.over:
        parts.append((f"{count(forecast.over)} over already", "plain"))
    if not parts:
        return ()
    name = media_word(forecast.media)
    out = [Segment(f"{name:<9}", "dim")]
    used = cells(out[0].text)
    for number, (text, tone) in enumerate(parts):
        between = f" {glyphs.separator} " if number else ""
        if used + cells(between + text) > width:
            break
        out += [Segment(between, "dim"), Segment(text, "late" if late else tone)]
        used += cells(between + text)
    return tuple(out)


def _threat(forecast: Forecast) -> tuple[float, float]:
    soon = -forecast.breach_at if forecast.breach_at is not None else float("-inf")
    return forecast.probability or 0.0, soon
