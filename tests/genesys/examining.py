"""Walking the examination in tests, and reading what it found."""

from collections.abc import Sequence

from queuetui.domain.findings import Finding
from queuetui.domain.settings import Settings
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.genesys.probe import Client, examine
from queuetui.genesys.transport import Timeouts
from queuetui.simulator.running import CREDENTIALS
from queuetui.view.findings import text_of
from tests.clocks import ManualClock
from tests.patience import PATIENT

OBSERVATIONS = "/api/v2/analytics/queues/observations/query"
ABSENT = "99999999-aaaa-4bbb-8ccc-999999999999"
WHO = Client(CREDENTIALS.client_id, CREDENTIALS.client_secret)


class Seen:
    """The findings of one examination."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings

    def __getitem__(self, step: str) -> Finding:
        return next(one for one in self.findings if one.step == step)

    def states(self, state: str) -> list[str]:
        return [one.step for one in self.findings if one.state == state]

    @property
    def text(self) -> str:
        return "\n".join(words(one) for one in self.findings)


def words(finding: Finding) -> str:
    texts = (finding.found, *finding.details, *finding.advice)
    return "\n".join(text_of(text) for text in texts)


def look(
    base_url: str | None,
    client: Client | None = WHO,
    settings: Settings | None = None,
    clock: ManualClock | None = None,
    timeouts: Timeouts | None = None,
) -> Seen:
    clock = clock or ManualClock()
    found = examine(base_url, client, settings or Settings(), clock, timeouts or PATIENT)
    return Seen(list(found))


def watching(*rules: QueueRule) -> Settings:
    return Settings(watchlist=Watchlist(rules=rules))
