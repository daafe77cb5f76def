"""The theme without any colour: the terminal's own, and weight, reverse and underline."""

from queuetui.ui.themes.look import DEFAULT, Ink, Scheme

PLAIN = Scheme(
    name="plain",
    says="no colour at all",
    ground=DEFAULT,
    surface=DEFAULT,
    panel=DEFAULT,
    accent=DEFAULT,
    tones={
        "plain": Ink(DEFAULT),
        "strong": Ink(DEFAULT, weight="bold"),
        "dim": Ink(DEFAULT),
        "critical": Ink(DEFAULT, weight="bold reverse"),
        "alarm": Ink(DEFAULT, weight="bold"),
        "warning": Ink(DEFAULT, weight="bold underline"),
        "unknown": Ink(DEFAULT, weight="bold"),
        "ok": Ink(DEFAULT),
        "closed": Ink(DEFAULT, weight="underline"),
        "late": Ink(DEFAULT),
        "fresh": Ink(DEFAULT, weight="bold underline"),
    },
    selected=Ink(DEFAULT, weight="reverse"),
    # On a row that is reversed a breach is what is not.
    tones_selected={"critical": Ink(DEFAULT, weight="bold not reverse")},
    banner=Ink(DEFAULT, weight="reverse"),
    paused=Ink(DEFAULT, weight="reverse"),
)
