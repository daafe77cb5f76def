"""`python -m queuetui.simulator`."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from queuetui.simulator.command import (
    DEFAULT_CLIENT_SECRET,
    DEFAULT_SEED,
    ENV_CLIENT_ID,
    ENV_CLIENT_SECRET,
    Options,
    run,
)
from queuetui.simulator.faults import KINDS
from queuetui.simulator.scenarios import BUILT_IN


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"simulator: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m queuetui.simulator",
        description="A simulated contact centre on a loopback port.",
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="what happens, exactly")
    parser.add_argument("--queues", type=int, help="how many queues (default: a dozen)")
    parser.add_argument(
        "--speed", type=float, default=1.0, help="simulated seconds per real second"
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input ends"
    )
    parser.add_argument(
        "--client-id", help=f"default: ${ENV_CLIENT_ID}, or one derived from the seed"
    )
    parser.add_argument(
        "--client-secret", help=f"default: ${ENV_CLIENT_SECRET}, or '{DEFAULT_CLIENT_SECRET}'"
    )
    parser.add_argument(
        "--scenario",
        metavar="NAME_OR_FILE",
        help=f"a story of faults: {', '.join(BUILT_IN)}, or a TOML file",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="SPEC",
        help="a fault, such as 'status:503,endpoint=observations,from=30s,for=60s' (repeatable; "
        f"there are: {', '.join(KINDS)})",
    )
    parser.add_argument(
        "--tls-cert", metavar="FILE", help="certificate (PEM) for the fault tls; else only alerts"
    )
    parser.add_argument("--tls-key", metavar="FILE", help="its key, if not in the same file")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Read the command line (sys.argv unless given), run, and return the exit code."""
    given = _parser().parse_args(arguments)
    return run(
        Options(
            port=given.port,
            seed=given.seed,
            queues=given.queues,
            speed=given.speed,
            until_stdin_closes=given.until_stdin_closes,
            client_id=given.client_id,
            client_secret=given.client_secret,
            scenario=given.scenario,
            faults=tuple(given.fault),
            tls_cert=given.tls_cert,
            tls_key=given.tls_key,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
