"""``[staffing]``: the media of which the need for agents is told."""

import pytest

from queuetui.config.errors import SettingsError
from queuetui.config.tables import parse_settings


@pytest.mark.parametrize(
    ("written", "media"),
    [
        ("", ("voice",)),
        ("[staffing]", ("voice",)),
        ('[staffing]\nmedia = ["callback", "voice", "callback"]', ("callback", "voice")),
        ("[staffing]\nmedia = []", ()),
    ],
)
def test_media(written: str, media: tuple[str, ...]) -> None:
    assert parse_settings(written, "x").staffed == media


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('media = "voice"', 'x: staffing.media: found "voice"; allowed: an array of media'),
        (
            'media = ["vioce"]',
            'x: staffing.media[1]: found "vioce" (did you mean "voice" or "video"?)',
        ),
        ("mdia = []", "x: staffing.mdia: unknown key, did you mean media?"),
        ("media = [1]", "x: staffing.media[1]: found 1; allowed: "),
    ],
)
def test_mistakes(written: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings(f"[staffing]\n{written}", "x")
    assert message in str(raised.value)
