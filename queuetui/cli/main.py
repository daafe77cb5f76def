"""The command line: options, commands, and the last line of defence against tracebacks.

Whoever asks for ``--help`` waits for every import in here, so only click is loaded at once.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from queuetui import __version__
from queuetui.cli.failures import Failure, exit_code, sentences
from queuetui.cli.garbage import hold_back
from queuetui.domain.themes import THEMES, ThemeName

if TYPE_CHECKING:
    from pathlib import Path

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Chosen(click.Group):
    """A group whose own options start the board, so that no command needs to be named."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show that the command is optional."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [COMMAND [ARGS]...]")


class FilePath(click.Path):
    """click's type for files; what a `Path` is gets loaded when one is given."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Path":
        """The path as it was typed."""
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


_config_option = click.option(
    "--config",
    type=FilePath(),
    help="Settings file (default: ./queuetui.toml, then your config folder).",
)
_theme_option = click.option(
    "--theme", type=click.Choice(THEMES), help="How it looks; the key t changes it."
)
_demo_option = click.option("--demo", is_flag=True, help="Use the built-in demo contact centre.")


@click.group(cls=Chosen, invoke_without_command=True, context_settings=_HELP)
@click.pass_context
@_config_option
@_demo_option
@click.option("--queue", "queues", multiple=True, metavar="ID_OR_NAME", help="Watch this queue.")
@click.option("--interval", metavar="DURATION", help="Time between two polls, like 5s or 1m30s.")
@click.option("--once", is_flag=True, help="Print the figures once and exit.")
@click.option("--json", "as_json", is_flag=True, help="With --once: one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="With --once: CSV.")
@click.option("--timeout", metavar="DURATION", help="With --once: how long to try (default 30s).")
@click.option("--log", type=FilePath(), metavar="FILE", help="Write a log file.")
@click.option(
    "--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="info",
    show_default=True, help="What goes into the log; debug: every call.",
)  # fmt: skip
@click.option(
    "--scenario", metavar="NAME_OR_FILE", help="With --demo: what goes wrong, like outage."
)
@_theme_option
@click.option("--calm", is_flag=True, help="Nothing moves; breaches are told, no counts or waits.")
@click.option("--wall", is_flag=True, help="Begin with the wall: big figures for across the room.")
@click.version_option(__version__, prog_name="queuetui")
def queuetui(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    *,
    config: "Path | None",
    demo: bool,
    queues: tuple[str, ...],
    interval: str | None,
    once: bool,
    as_json: bool,
    as_csv: bool,
    timeout: str | None,
    log: "Path | None",
    log_level: str,
    scenario: str | None,
    theme: ThemeName | None,
    calm: bool,
    wall: bool,
) -> None:
    """Live board of your Genesys Cloud queues.

    Without a command it opens the board of the organisation whose credentials are in the
    environment or in .env. Try it without an account: queuetui --demo
    """
    if ctx.invoked_subcommand is not None:
        _refuse_with_command(ctx)
        return
    if not once:
        for given, flag in ((as_json, "--json"), (as_csv, "--csv"), (timeout, "--timeout")):
            if given:
                raise Failure(f"{flag} goes with --once: it prints the figures and exits.")
    for shown, flag in ((theme, "--theme"), (calm, "--calm"), (wall, "--wall")):
        if once and shown:
            raise Failure(f"{flag} goes with the board: --once prints plain figures.")
    if as_json and as_csv:
        raise Failure("--json and --csv exclude each other: choose one.")
    if scenario and not demo:
        raise Failure("--scenario goes with --demo: it breaks the demo contact centre.")
    from queuetui.cli.start import Choice

    choice = Choice(
        config=config, demo=demo, queues=queues, interval=interval,
        log=log, log_level=log_level, scenario=scenario, theme=theme, calm=calm, wall=wall,
    )  # fmt: skip
    if once:
        from queuetui.cli.once import print_once

        print_once(choice, "json" if as_json else "csv" if as_csv else "table", timeout=timeout)
        return
    from queuetui.cli.board import open_board

    sys.exit(open_board(choice))


def _refuse_with_command(ctx: click.Context) -> None:
    """Options of the board given together with a command would be lost in silence."""
    lost = [
        name
        for name, value in ctx.params.items()
        if name not in _PASSED_ON and ctx.get_parameter_source(name) == _GIVEN and value
    ]
    if lost:
        flags = [option.opts[0] for option in ctx.command.params if option.name in lost]
        raise Failure(f"{flags[0]} does not go with the command {ctx.invoked_subcommand!r}.")


def _passed_on(ctx: click.Context, name: str, given: object) -> Any:
    """An option of a command, or the same one where it stood before the command."""
    return given or (ctx.parent.params[name] if ctx.parent else None)


_PASSED_ON = frozenset({"config", "demo"})
_GIVEN = click.core.ParameterSource.COMMANDLINE


@queuetui.command()
@click.pass_context
@_config_option
@_demo_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--timeout", metavar="DURATION", help="How long to try (default 30s).")
def queues(
    ctx: click.Context, *, config: "Path | None", demo: bool, as_json: bool, timeout: str | None
) -> None:
    """List the queues that your credentials may see: id, name, division, members."""
    from queuetui.cli.queues import print_queues
    from queuetui.cli.start import Choice

    choice = Choice(config=_passed_on(ctx, "config", config), demo=_passed_on(ctx, "demo", demo))
    print_queues(choice, as_json=as_json, timeout=timeout)


@queuetui.command()
@click.pass_context
@_config_option
@_demo_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--report",
    type=FilePath(dir_okay=False),
    metavar="FILE",
    help="Also write a text without identifiers, fit for a public bug report.",
)
@click.option("--timeout", metavar="DURATION", help="How long one call may take (default 20s).")
def doctor(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    *,
    config: "Path | None",
    demo: bool,
    as_json: bool,
    report: "Path | None",
    timeout: str | None,
) -> None:
    """Check, step by step, everything a request needs, and say what to do where one fails."""
    from queuetui.cli.doctor import Wanted, run_doctor

    wanted = Wanted(
        config=_passed_on(ctx, "config", config),
        demo=_passed_on(ctx, "demo", demo),
        as_json=as_json,
        report=report,
        timeout=timeout,
    )
    sys.exit(run_doctor(wanted))


@queuetui.command()
@click.argument("figure", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(*, figure: tuple[str, ...], as_json: bool) -> None:
    """Say what a FIGURE on the screens means: definition, formula, source, traps.

    By its name on screen, its key in the settings, or its name in the API (oWaiting). Without one
    it lists all of them.
    """
    from queuetui.cli.explain import print_explanation

    print_explanation(figure, as_json=as_json)


@queuetui.command("what-if")
@click.option("--calls-per-hour", required=True, metavar="NUMBER", help="How many come in.")
@click.option("--aht", required=True, metavar="DURATION", help="Handle time of one, like 4m.")
@click.option("--agents", metavar="NUMBER", help="Agents on queue, to be compared.")
@click.option(
    "--goal", default="80/20", show_default=True, metavar="SHARE/TIME",
    help="Percent to be answered within a time, in seconds or like 1m.",
)  # fmt: skip
@click.option("--patience", metavar="DURATION", help="When callers hang up, on average.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; times in seconds.")
def what_if(  # noqa: PLR0913 - one parameter an option
    *,
    calls_per_hour: str,
    aht: str,
    agents: str | None,
    goal: str,
    patience: str | None,
    as_json: bool,
) -> None:
    """Say how many agents so many calls need, and what each number of agents would bring about.

    By Erlang C, where nobody hangs up; with --patience by Erlang A. Asks no server.
    """
    from queuetui.cli.what_if import Asked, print_what_if

    print_what_if(Asked(calls_per_hour, aht, goal, agents, patience, as_json))


@queuetui.group(invoke_without_command=True)
@click.pass_context
def alarms(ctx: click.Context) -> None:
    """Where alarms go beside the screen."""
    if ctx.invoked_subcommand is None:
        raise Failure("queuetui alarms needs to know what to do: queuetui alarms test SINK")


@alarms.command("test")
@click.pass_context
@_config_option
@click.argument("sink")
def alarms_test(ctx: click.Context, *, config: "Path | None", sink: str) -> None:
    """Send one test notice to a SINK of the settings, and say what became of it."""
    from queuetui.cli.alarms import try_sink

    above = ctx.parent
    try_sink(sink, config or (_passed_on(above, "config", None) if above else None))


@queuetui.command("test-card")
@click.pass_context
@_config_option
@_theme_option
def test_card(ctx: click.Context, *, config: "Path | None", theme: ThemeName | None) -> None:
    """Show all digits, signs and colours of this terminal, to be looked at from afar.

    With [wall] screen_height and distance in the settings it says which can be read from there.
    """
    from queuetui.cli.start import Choice
    from queuetui.cli.test_card import print_test_card

    print_test_card(Choice(config=_passed_on(ctx, "config", config), theme=theme))


@queuetui.command(context_settings={"ignore_unknown_options": True})
@click.option("--port", default=8080, show_default=True, help="Loopback port; 0 takes a free one.")
@click.option("--seed", default=7, show_default=True, help="The same seed, the same day.")
@click.option("--queues", type=int, help="How many queues (default: a dozen characters).")
@click.option("--speed", default=1.0, show_default=True, help="Simulated seconds per second.")
@click.option("--scenario", metavar="NAME_OR_FILE", help="A story of faults: outage, flaky, …")
@click.option(
    "--fault", "faults", multiple=True, metavar="SPEC", help="One fault, like status:503."
)
def simulate(  # noqa: PLR0913 - one parameter an option
    *,
    port: int,
    seed: int,
    queues: int | None,
    speed: float,
    scenario: str | None,
    faults: tuple[str, ...],
) -> None:
    """Run the demo contact centre alone, for any client, in Genesys Cloud's wire format."""
    from queuetui.cli.garbage import go_on
    from queuetui.simulator.command import Options, run

    go_on()
    sys.exit(
        run(
            Options(
                port=port, seed=seed, queues=queues, speed=speed, scenario=scenario, faults=faults
            )
        )
    )


def main() -> None:
    """Run the command line; whatever happens, one to three lines and an honest exit code."""
    hold_back()
    try:
        # Told to stand aside, click returns the code of its own exits, such as that of --version.
        sys.exit(queuetui.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        message = " ".join(error.format_message().split())
        click.echo(f"queuetui: {message}\n  See: queuetui --help", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        for line in sentences(error):
            click.echo(line, err=True)
        sys.exit(exit_code(error))
