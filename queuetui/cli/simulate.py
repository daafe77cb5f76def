"""``queuetui simulate``: the demo contact centre alone."""


def run_simulator(*, port: int, seed: int, queues: int | None, speed: float) -> int:
    """Serve until ended; returns the exit code."""
    from queuetui.simulator.command import Options, run

    return run(Options(port=port, seed=seed, queues=queues, speed=speed))
