"""``[sinks.NAME]``: what may be set, what each mistake says, and where secrets come from."""

import tomllib
from pathlib import Path

import pytest

from queuetui.config import SettingsError, parse_settings
from queuetui.config.values import KNOWN
from queuetui.config.variables import find_secrets
from queuetui.domain.hours import Span
from queuetui.domain.sinks import (
    BELL,
    NOTICE_KINDS,
    PROTOCOLS,
    SHAPES,
    SINK_TYPES,
    SinkSettings,
)
from tests.config.test_config_settings import EXAMPLE, uncommented


def parse(toml: str) -> tuple[SinkSettings, ...]:
    return parse_settings(toml, "q.toml").sinks


def test_without_settings_there_is_the_bell() -> None:
    assert parse("") == (BELL,)
    assert (BELL.severity, BELL.kinds, BELL.on) == ("critical", ("raised",), True)


def test_other_sinks_are_added_to_the_bell() -> None:
    assert parse("[sinks.desktop]") == (BELL, SinkSettings("desktop", "desktop"))


def test_the_bell_itself_can_be_changed_and_turned_off() -> None:
    (bell,) = parse('[sinks.bell]\non = false\nseverity = "warning"')
    assert bell == SinkSettings("bell", "bell", severity="warning", kinds=("raised",), on=False)


def test_everything_that_can_be_said_of_a_webhook() -> None:
    _, team = parse(
        """
        [sinks.team]
        type = "webhook"
        on = false
        severity = "critical"
        kinds = ["raised", "acknowledged"]
        queues = ["Support*", "Sales [EN]"]
        groups = ["EMEA"]
        rules = ["breach"]
        per_minute = 3
        repeat = "10m"
        quiet = ["22:00-06:00", "12:00-13:00"]
        url_from = "TEAM_URL"
        auth_from = "TEAM_AUTH"
        shape = "slack"
        timeout = "5s"
        """
    )
    assert team == SinkSettings(
        "team", "webhook", severity="critical", kinds=("raised", "acknowledged"),
        queues=("Support*", "Sales [EN]"), groups=("EMEA",), rules=("breach",),
        per_minute=3, repeat=600, quiet=(Span(1320, 1800), Span(720, 780)), on=False,
        timeout=5, url_from="TEAM_URL", auth_from="TEAM_AUTH", shape="slack",
    )  # fmt: skip


def test_a_command_is_taken_as_it_stands() -> None:
    _, script = parse('[sinks.script]\ntype = "command"\ncommand = ["say", " $(x) ", ""]')
    assert script.command == ("say", " $(x) ", "")


def test_one_span_needs_no_array_and_repeats_can_be_off() -> None:
    _, one = parse('[sinks.desktop]\nquiet = "22:00-06:00"\nrepeat = "off"')
    assert (one.quiet, one.repeat) == ((Span(1320, 1800),), 0)


def test_the_example_writes_out_every_key_and_word() -> None:
    tables = tomllib.loads(uncommented(EXAMPLE))["sinks"]
    assert {key for table in tables.values() for key in table} == set(KNOWN["sinks.NAME"])
    words = {*SINK_TYPES, *NOTICE_KINDS, *PROTOCOLS, *SHAPES}
    assert {word for word in words if f'"{word}"' not in EXAMPLE} == set()
    assert {sink.type for sink in parse(uncommented(EXAMPLE))} == set(SINK_TYPES)


def refusal(toml: str) -> str:
    with pytest.raises(SettingsError) as caught:
        parse(toml)
    return str(caught.value).removeprefix("q.toml: ")


COMMAND = 'an array of the program and its arguments, such as ["notify-send", "queuetui"]'
NAME = "this is no name for a sink; allowed: 1 to 20 letters, digits, - and _"
VARIABLE = (
    "this is no name of an environment variable; allowed: letters, digits and _, such as"
    ' "QUEUETUI_TEAM_URL". The secret itself belongs in that variable and never here'
)
ADDRESS = (
    "an address like that is a secret and does not belong in this file; allowed:"
    ' url_from = "NAME_OF_A_VARIABLE", and the address in that environment variable'
)
TYPES = '"bell", "desktop", "command", "webhook" or "apprise"'


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("sinks = 1", "sinks: found 1; allowed: a table for each sink, such as [sinks.team]"),
        ('[sinks."a b"]', f'sinks."a b": {NAME}'),
        (f"[sinks.{'x' * 21}]", f"sinks.{'x' * 21}: {NAME}"),
        ("[sinks]\nbell = 1", "sinks.bell: found 1; allowed: a table with the keys type, on,"),
        ("[sinks.team]", f"sinks.team: found no type; allowed: type = {TYPES}"),
        (
            '[sinks.team]\ntype = "webhok"',
            f'sinks.team.type: found "webhok" (did you mean "webhook"?); allowed: {TYPES}',
        ),
        (
            "[sinks.bell]\nsevrity = 1",
            "sinks.bell.sevrity: unknown key, did you mean severity?; allowed here: type, on,",
        ),
        (
            '[sinks.bell]\nprotocol = "osc9"',
            'sinks.bell.protocol: a "bell" has no use for it; allowed with type "desktop"',
        ),
        (
            '[sinks.desktop]\ntimeout = "5s"',
            'sinks.desktop.timeout: a "desktop" has no use for it; allowed with type "command" or',
        ),
        ("[sinks.command]", "sinks.command: found no command; needed: command = ["),
        ("[sinks.webhook]", "sinks.webhook: found no url_from; needed: url_from = "),
        ("[sinks.apprise]", "sinks.apprise: found no url_from; needed: url_from = "),
        (
            '[sinks.bell]\nseverity = "ok"',
            'sinks.bell.severity: found "ok"; allowed: "warning" or "critical"',
        ),
        (
            '[sinks.bell]\nkinds = ["raise"]',
            'sinks.bell.kinds[1]: found "raise" (did you mean "raised"?); allowed: "raised",',
        ),
        ("[sinks.bell]\nkinds = []", "sinks.bell.kinds: found an array; allowed: an array of one"),
        (
            '[sinks.bell]\nqueues = "Support"',
            'sinks.bell.queues: found "Support"; allowed: an array of names of queues or patterns',
        ),
        ("[sinks.bell]\nrules = [1]", "sinks.bell.rules[1]: found 1; allowed: an array of names"),
        (
            "[sinks.bell]\nper_minute = 0",
            "sinks.bell.per_minute: found 0; allowed: a whole number from 1 to 60",
        ),
        (
            "[sinks.bell]\nper_minute = true",
            "sinks.bell.per_minute: found true; allowed: a whole number from 1 to 60",
        ),
        ('[sinks.bell]\nrepeat = "5s"', 'sinks.bell.repeat: found "5s" (too short); allowed: a'),
        ('[sinks.bell]\nquiet = ["22"]', 'sinks.bell.quiet[1]: found "22"; allowed: a span in'),
        ("[sinks.bell]\non = 1", "sinks.bell.on: found 1; allowed: true or false"),
        (
            '[sinks.command]\ncommand = "rm -rf /"',
            f'sinks.command.command: found "rm -rf /" (no shell reads it); allowed: {COMMAND}',
        ),
        (
            "[sinks.command]\ncommand = []",
            f"sinks.command.command: found an array; allowed: {COMMAND}",
        ),
        (
            '[sinks.command]\ncommand = ["x", 1]',
            f"sinks.command.command[2]: found 1; allowed: {COMMAND}",
        ),
        (
            '[sinks.command]\ncommand = ["x"]\ntimeout = "5m"',
            'sinks.command.timeout: found "5m" (too long); allowed: a duration',
        ),
        (
            '[sinks.webhook]\nurl_from = "U"\nshape = "discord"',
            'sinks.webhook.shape: found "discord"; allowed: "json", "slack" or "teams"',
        ),
        ("[sinks.webhook]\nurl_from = 1", f"sinks.webhook.url_from: {VARIABLE}"),
        (
            '[sinks.webhook]\nurl_from = "https://hooks.slack.test/T0/B0/S3CRET"',
            f"sinks.webhook.url_from: {VARIABLE}",
        ),
        (
            '[sinks.webhook]\nurl_from = "U"\nauth_from = "S3CRET-token"',
            f"sinks.webhook.auth_from: {VARIABLE}",
        ),
        (
            '[sinks.webhook]\nurl = "https://hooks.slack.test/T0/B0/S3CRET"',
            f"sinks.webhook.url: {ADDRESS}",
        ),
        (
            '[sinks.team]\nwebhook_token = "S3CRET"',
            "sinks.team.webhook_token: credentials do not belong in this file",
        ),
    ],
)
def test_each_mistake_is_one_clear_sentence(toml: str, said: str) -> None:
    found = refusal(toml)
    assert found.startswith(said)
    assert "S3CRET" not in found
    assert found.isprintable()


# --- secrets ---


def test_a_secret_comes_from_the_environment_and_else_from_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=file\nB='https://b/x y'\nC=\nE=not asked for\n")
    find = find_secrets(("A", "B", "C", "D"), {"A": " here "}, tmp_path)
    found = {name: find(name) for name in "ABCDE"}
    assert {name: reveal and reveal() for name, reveal in found.items()} == {
        "A": "here", "B": "https://b/x y", "C": None, "D": None, "E": None,
    }  # fmt: skip
    assert "https" not in repr(found["B"])


def test_without_a_file_there_are_only_those_of_the_environment(tmp_path: Path) -> None:
    find = find_secrets(("A", "B"), {"A": "here"}, tmp_path)
    reveal = find("A")
    assert reveal is not None
    assert (reveal(), find("B")) == ("here", None)
