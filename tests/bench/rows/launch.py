"""How long it takes from nothing to something."""

import shlex

from tests.bench.board import shows, start
from tests.bench.figures import Line, Result, Skipped, Wanted
from tests.bench.loopback import NAMES, OBSERVATIONS, Loopback
from tests.bench.plan import SIZE, Plan, alternate
from tests.bench.processes import environment, must_succeed, run_whole
from tests.bench.tools import missing
from tests.bench.watching import Replay, first_frame

IMPORT = "import PureCloudPlatformClientV2"
_SHUT = {"GENESYS_CLOUD_BASE_URL": "http://127.0.0.1:9"}


def whole_import(plan: Plan) -> float:
    """Seconds of an interpreter that imports the whole SDK."""
    env = environment(plan.tree, plan.folder)
    return must_succeed(run_whole([plan.python, "-c", IMPORT], env, plan.folder), IMPORT).wall


def to_first_frame(plan: Plan, command: list[str], centre: Loopback | None) -> float:
    """Seconds from the start to a screen that is painted all over."""
    with start(plan, centre, command) as watched:
        watched.watch_until(lambda it: first_frame(it.pieces, it.size) is not None)
        at = first_frame(watched.pieces, watched.size)
        assert at is not None
        return at - watched.began


def to_first_figures(plan: Plan, centre: Loopback) -> float:
    """Seconds from the start to a screen that shows what was answered for all queues."""
    with start(plan, centre, plan.program()) as watched:
        screen = Replay(SIZE)
        found: list[float] = []

        def done(_: object) -> bool:
            at = screen.until(watched.pieces, lambda seen: shows(seen, centre.total(0)))
            if at is not None:
                found.append(at)
            return bool(found)

        watched.watch_until(done)
        return found[0] - watched.began


def launch(plan: Plan) -> list[Line]:
    """First frame and first figures, against the import of the SDK."""
    with Loopback(plan, 50, "ticking") as centre:
        taken = alternate(
            plan,
            {
                "first frame": lambda: to_first_frame(plan, plan.program(), centre),
                "first figures": lambda: to_first_figures(plan, centre),
                "empty Textual app": lambda: to_first_frame(plan, plan.script("empty_app"), None),
                IMPORT: lambda: whole_import(plan),
            },
        )
    whole = taken[IMPORT]
    return [
        Result("launch", "launch to first frame", "s", taken["first frame"], whole, Wanted(0.15)),
        Result(
            "launch", "launch to first live figures, 50 queues", "s", taken["first figures"],
            whole, Wanted(0.25),
        ),
        Result("launch", "limit: an empty Textual app", "s", taken["empty Textual app"], whole),
    ]  # fmt: skip


def commands(plan: Plan) -> list[Line]:
    """Commands that print and end."""
    env = environment(plan.tree, plan.folder)

    def whole(command: list[str], more: dict[str, str] | None = None) -> float:
        spent = run_whole(command, env | (more or {}), plan.folder)
        return must_succeed(spent, shlex.join(command[:4])).wall

    nothing = [plan.python, "-c", "pass"]
    taken = alternate(
        plan,
        {"--help": lambda: whole(plan.program("--help")), "python -c pass": lambda: whole(nothing)},
    )
    helps = Result(
        "commands", "queuetui --help", "s", taken["--help"], taken["python -c pass"], Wanted(5.0)
    )
    what = "queuetui --once --json, 50 queues"
    if why := missing("curl"):
        return [helps, Skipped("commands", what, why)]
    with Loopback(plan, 50, "ticking") as centre:
        once = plan.program("--once", "--json")
        same = ["sh", "-c", f"{shlex.join(_curl(centre))} && {shlex.join(nothing)}"]
        taken = alternate(
            plan,
            {
                "--once": lambda: whole(once, centre.env),
                "curl + python -c pass": lambda: whole(same),
            },
        )
        runs = plan.repeat + 1
        calls = (len(centre.calls()) - 1 - 2 * runs) / runs
    return [
        Result(
            "commands", what, "s", taken["--once"], taken["curl + python -c pass"], Wanted(5.0),
            note=f"curl makes two calls over one connection, its token is there already; "
            f"the program makes {calls:g}",
        ),
        helps,
    ]  # fmt: skip


def _curl(centre: Loopback) -> list[str]:
    """One curl that asks for the names and for the figures."""
    metrics = '"oWaiting","oInteracting","oLongestWaiting","oOnQueueUsers","oUserPresences"'
    predicates = ",".join(
        f'{{"type":"dimension","dimension":"queueId","operator":"matches","value":"{queue_id}"}}'
        for queue_id in centre.queue_ids
    )
    body = f'{{"filter":{{"type":"or","predicates":[{predicates}]}},"metrics":[{metrics}]}}'
    who = ["-H", f"Authorization: Bearer {centre.token()}"]
    quiet = ["--silent", "--fail", "--output", "/dev/null"]
    names = f"{centre.base_url}{NAMES.split()[1]}?pageSize=100&pageNumber=1"
    figures = f"{centre.base_url}{OBSERVATIONS.split()[1]}"
    return [
        "curl", *quiet, *who, names,
        "--next", *quiet, *who, "-H", "Content-Type: application/json", "--data", body, figures,
    ]  # fmt: skip
