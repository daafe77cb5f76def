"""``polling.py WAY POLLS``: the processor seconds of one poll of all queues, on the average.

Where and who comes from the environment, as for the program; the queues one a line from stdin. The
login and the first polls, which load what is needed, are not counted.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

_WARM = 3
_PATH = "/api/v2/analytics/queues/observations/query"


def by_program(ids: list[str], base: str, who: str, secret: str) -> Callable[[], object]:
    from queuetui.feed.clock import SystemClock  # noqa: PLC0415 - only this way needs it
    from queuetui.genesys.connect import open_session  # noqa: PLC0415
    from queuetui.genesys.observations import observe  # noqa: PLC0415

    session = open_session(base, who, secret, SystemClock())
    return lambda: observe(session, ids)


def by_requests(ids: list[str], base: str, who: str, secret: str) -> Callable[[], object]:
    import requests  # noqa: PLC0415 - only this way needs it

    session = requests.Session()
    # Nor does the program look for a proxy on the way to the machine itself.
    session.trust_env = False
    login = session.post(
        f"{base}/oauth/token", data={"grant_type": "client_credentials"}, auth=(who, secret),
        timeout=30,
    )  # fmt: skip
    headers = {
        "Authorization": f"Bearer {login.json()['access_token']}",
        "Content-Type": "application/json",
    }
    # Made once, as the program keeps the text of its query.
    query = json.dumps(_query(ids)).encode()
    return lambda: session.post(f"{base}{_PATH}", data=query, headers=headers, timeout=30).json()


def by_sdk(ids: list[str], base: str, who: str, secret: str) -> Callable[[], object]:
    import PureCloudPlatformClientV2 as Sdk  # noqa: PLC0415 - only this way needs it

    Sdk.configuration.host = base
    client = Sdk.api_client.ApiClient(host=base).get_client_credentials_token(who, secret)
    api = Sdk.AnalyticsApi(client)
    query = _query(ids)
    return lambda: api.post_analytics_queues_observations_query(query)


def _query(ids: list[str]) -> dict[str, Any]:
    from queuetui.genesys.observations import METRICS  # noqa: PLC0415 - the others go without

    predicates = [
        {"type": "dimension", "dimension": "queueId", "operator": "matches", "value": queue_id}
        for queue_id in ids
    ]
    return {"filter": {"type": "or", "predicates": predicates}, "metrics": list(METRICS)}


WAYS = {"program": by_program, "requests": by_requests, "sdk": by_sdk}


def main() -> None:
    polls = int(sys.argv[2])
    poll = WAYS[sys.argv[1]](
        sys.stdin.read().split(),
        os.environ["GENESYS_CLOUD_BASE_URL"],
        os.environ["GENESYS_CLOUD_CLIENT_ID"],
        os.environ["GENESYS_CLOUD_CLIENT_SECRET"],
    )
    for _ in range(_WARM):
        poll()
    began = time.process_time()
    for _ in range(polls):
        poll()
    sys.stdout.write(f"{(time.process_time() - began) / polls}\n")


if __name__ == "__main__":
    main()
