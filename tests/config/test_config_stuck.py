"""``[stuck]``: from which age on interactions may be stuck."""

import pytest

from queuetui.config.errors import SettingsError
from queuetui.config.tables import parse_settings
from queuetui.domain.stuck import StuckRule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", StuckRule(10.0, 3600.0)),
        ("[stuck]", StuckRule(10.0, 3600.0)),
        ("[stuck]\nfactor = 4", StuckRule(4.0, 3600.0)),
        ("[stuck]\nfactor = 2.5\nleast = '20m'", StuckRule(2.5, 1200.0)),
        ("[stuck]\nleast = '1m'", StuckRule(10.0, 60.0)),
        ("[stuck]\nfactor = 'off'", StuckRule(None, 3600.0)),
    ],
)
def test_what_is_written(text: str, rule: StuckRule) -> None:
    assert parse_settings(text, "x").stuck == rule


NUMBER = 'a number from 2 to 1000, or "off" for never'
LEAST = 'a duration with its unit in quotes, such as "5s", "1m30s" or "500ms", from 1m to 366d'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stuck = 3", "stuck: found 3; allowed: a table with the keys factor or least"),
        ("[stuck]\nfactr = 3", "stuck.factr: unknown key, did you mean factor?"),
        ("[stuck]\nfactor = 1.9", f"stuck.factor: found 1.9; allowed: {NUMBER}"),
        ("[stuck]\nfactor = 1001", f"stuck.factor: found 1001; allowed: {NUMBER}"),
        ("[stuck]\nfactor = nan", f"stuck.factor: found nan; allowed: {NUMBER}"),
        ("[stuck]\nfactor = true", f"stuck.factor: found true; allowed: {NUMBER}"),
        ("[stuck]\nfactor = '10'", f'stuck.factor: found "10"; allowed: {NUMBER}'),
        ("[stuck]\nleast = '59s'", f'stuck.least: found "59s" (too short); allowed: {LEAST}'),
        ("[stuck]\nleast = 'off'", 'stuck.least: found "off"'),
    ],
)
def test_a_mistake_gives_one_line_that_leads_to_it(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        parse_settings(text, "x")
    assert str(error.value).startswith(f"x: {message}")
