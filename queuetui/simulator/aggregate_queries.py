"""The body of a conversation aggregate query: read, checked and refused as Genesys Cloud does.

Choices where the real behaviour is not known: an interval without an offset is in UTC; granularity
has to be a multiple of half an hour, and cuts it in at most 1,000 parts; a granularity of days
follows the calendar of `timeZone`; of the dimensions only `queueId` and `mediaType` are known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from queuetui.simulator.filters import (
    EVERYTHING,
    Condition,
    Vocabulary,
    read_filter,
    read_object,
    words,
)
from queuetui.simulator.history import CELL_SECONDS
from queuetui.simulator.refusals import bad_query, invalid_date, malformed

# All that the API knows; about most of them nothing happens here.
METRICS: Final = (
    "nBlindTransferred", "nBotInteractions", "nCallbackAttempts", "nCallbackOverSla",
    "nCallbackScheduled", "nCfcOffered", "nCobrowseSessions", "nConnected", "nConsult",
    "nConsultTransferred", "nConversations", "nError", "nOffered", "nOutbound",
    "nOutboundAbandoned", "nOutboundAttempted", "nOutboundConnected", "nOverSla",
    "nStateTransitionError", "nTakeover", "nTransferred", "oAudioMessageCount",
    "oCallbackServiceLevel", "oExternalAudioMessageCount", "oExternalMediaCount", "oMediaCount",
    "oMessageCount", "oMessageSegmentCount", "oMessageTurn", "oServiceLevel", "oServiceTarget",
    "oSkillExpressionApplications", "tAbandon", "tAcd", "tActiveCallback",
    "tActiveCallbackComplete", "tAcw", "tAgentResponseTime", "tAgentVideoConnected", "tAlert",
    "tAnswered", "tAverageAgentResponseTime", "tAverageCustomerResponseTime", "tBarging",
    "tCallbackAbandon", "tCallbackConnect", "tCallbackNotReached", "tCallbackVirtualWait",
    "tCfcAbandon", "tCfcAcd", "tCfcAnswered", "tCfcFlowOut", "tCoaching", "tCoachingComplete",
    "tConnected", "tContacting", "tDialing", "tFirstConnect", "tFirstDial", "tFirstEngagement",
    "tFirstResponse", "tFlowOut", "tHandle", "tHeld", "tHeldComplete", "tIvr", "tMonitoring",
    "tMonitoringComplete", "tNotResponding", "tPark", "tParkComplete", "tScreenMonitoring",
    "tShortAbandon", "tSnippetRecord", "tTalk", "tTalkComplete", "tTransmitting",
    "tUserResponseTime", "tVoicemail", "tWait",
)  # fmt: skip

MOST_PARTS: Final = 1000

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_DIMENSIONS: Final = ("mediaType", "queueId")
_FIELD_TYPE: Final = "ConversationAggregateDimension"
_VOCABULARY: Final = Vocabulary(_FIELD_TYPE, _DIMENSIONS)
_PERIOD: Final = re.compile(
    r"P(?:(?P<days>\d{1,4})D)?(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?)?", re.ASCII
)


class Granularity(msgspec.Struct, frozen=True):
    """How an interval is cut: days of a calendar, and seconds."""

    days: int
    seconds: int
    zone: ZoneInfo

    def after(self, instant: float) -> float:
        """Return the end of the part that begins at an instant (epoch seconds)."""
        moment = datetime.fromtimestamp(instant, self.zone)
        if self.days:
            # Wall time: a day that loses an hour is shorter.
            moment += timedelta(days=self.days)
        return moment.timestamp() + self.seconds


class AggregateQuery(msgspec.Struct, frozen=True):
    """A checked query. Instants are epoch seconds."""

    since: float
    until: float
    granularity: Granularity | None
    """None: the interval is one part."""
    by_queue: bool
    condition: Condition
    metrics: tuple[str, ...]

    def parts(self) -> Iterator[tuple[float, float]]:
        """Yield beginning and end of every part of the interval."""
        begin = self.since
        while begin < self.until:
            end = self.until
            if self.granularity is not None:
                end = min(end, self.granularity.after(begin))
            yield begin, end
            begin = end


def read_aggregate_query(body: bytes) -> AggregateQuery:
    """Read a request body.

    Raises RefusedError with the 400 that it deserves.
    """
    query = read_object(body)
    since, until = _interval(query.get("interval"))
    zone = _zone(query.get("timeZone"))
    granularity = _granularity(query.get("granularity"), zone)
    wanted = query.get("filter")
    condition = EVERYTHING if wanted is None else read_filter(wanted, _VOCABULARY)
    groups = words(query.get("groupBy"), _DIMENSIONS, _FIELD_TYPE)
    if query.get("metrics") is None:
        raise malformed()
    metrics = words(query["metrics"], METRICS, "ConversationAggregateMetric")
    if granularity is not None:
        length = 86_400 * granularity.days + granularity.seconds
        if (until - since) / length > MOST_PARTS:
            raise bad_query(f"The granularity cuts the interval in more than {MOST_PARTS} parts.")
    return AggregateQuery(since, until, granularity, "queueId" in groups, condition, metrics)


def _interval(value: object) -> tuple[float, float]:
    begin, slash, end = value.partition("/") if isinstance(value, str) else ("", "", "")
    try:
        since, until = _instant(begin), _instant(end)
    except (ValueError, OverflowError):
        raise invalid_date(value) from None
    if not slash or not _EARLIEST <= since < until <= _LATEST:
        raise invalid_date(value)
    return since, until


def _instant(word: str) -> float:
    moment = datetime.fromisoformat(word)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def _zone(value: object) -> ZoneInfo:
    if value is not None and not isinstance(value, str):
        raise malformed()
    try:
        return ZoneInfo(value or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise bad_query(f"[{value}] is not a valid time zone.") from None


def _granularity(value: object, zone: ZoneInfo) -> Granularity | None:
    if value is None:
        return None
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise bad_query(f"[{value}] is not a valid granularity.")
    days, hours, minutes = (int(found[name] or 0) for name in ("days", "hours", "minutes"))
    seconds = 3600 * hours + 60 * minutes
    if days + seconds == 0 or seconds % CELL_SECONDS:
        raise bad_query("The granularity has to be a multiple of PT30M.")
    return Granularity(days, seconds, zone)
