"""The commands. They tie the rooms together and hold no logic of their own.

Nothing heavy is imported before a command needs it: ``--help`` and ``--once`` load neither Textual
nor the simulator.
"""

from queuetui.cli.main import main

__all__ = ["main"]
