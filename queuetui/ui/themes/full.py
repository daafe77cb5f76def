"""The themes for terminals with many colours: quiet greys, one accent, red for breaches alone."""

from queuetui.ui.themes.look import Ink, Scheme

NIGHT = Scheme(
    name="night",
    says="dark and cool; the one it starts with",
    ground="#0d1117",
    surface="#161c26",
    panel="#1d2a3d",
    accent="#6cb2f5",
    tones={
        "plain": Ink("#d5dbe3"),
        "strong": Ink("#ffffff", weight="bold"),
        "dim": Ink("#8b96a5"),
        "critical": Ink("#ffffff", "#d0142c", "bold"),
        "alarm": Ink("#ff7b84", weight="bold"),
        "warning": Ink("#f2b53a", weight="bold"),
        "unknown": Ink("#a9b4c4", weight="italic"),
        "ok": Ink("#7fb08f"),
        "closed": Ink("#919191", weight="underline"),
        "late": Ink("#8b96a5", weight="italic"),
        "fresh": Ink("#b30f24", "#ffffff", "bold"),
    },
    selected=Ink("#ffffff", "#1d2a3d"),
    banner=Ink("#14110a", "#f2b53a"),
    paused=Ink("#0a1420", "#6cb2f5"),
)

DUSK = Scheme(
    name="dusk",
    says="dark and warm",
    ground="#1d1a26",
    surface="#272232",
    panel="#382f49",
    accent="#c9a9f0",
    tones={
        "plain": Ink("#e3dad6"),
        "strong": Ink("#fff8ee", weight="bold"),
        "dim": Ink("#a79db0"),
        "critical": Ink("#ffffff", "#c4263f", "bold"),
        "alarm": Ink("#ff929c", weight="bold"),
        "warning": Ink("#eeb567", weight="bold"),
        "unknown": Ink("#bcb3cd", weight="italic"),
        "ok": Ink("#9dbb95"),
        "closed": Ink("#9c9c9c", weight="underline"),
        "late": Ink("#a79db0", weight="italic"),
        "fresh": Ink("#a31a31", "#fff8ee", "bold"),
    },
    selected=Ink("#fff8ee", "#382f49"),
    banner=Ink("#20160a", "#eeb567"),
    paused=Ink("#1a1228", "#c9a9f0"),
)

DAY = Scheme(
    name="day",
    says="light, for bright rooms",
    ground="#faf8f4",
    surface="#efebe3",
    panel="#dde6f1",
    accent="#1c5aa0",
    tones={
        "plain": Ink("#2a2e35"),
        "strong": Ink("#000000", weight="bold"),
        "dim": Ink("#5b6370"),
        "critical": Ink("#ffffff", "#b8112a", "bold"),
        "alarm": Ink("#b8112a", weight="bold"),
        "warning": Ink("#8a4b00", weight="bold"),
        "unknown": Ink("#4f5a6b", weight="italic"),
        "ok": Ink("#2c6a45"),
        "closed": Ink("#6b635b", weight="underline"),
        "late": Ink("#5b6370", weight="italic"),
        "fresh": Ink("#b8112a", "#ffffff", "bold"),
    },
    selected=Ink("#000000", "#dde6f1"),
    banner=Ink("#1f1500", "#f0b23c"),
    paused=Ink("#ffffff", "#1c5aa0"),
    dark=False,
)

CONTRAST = Scheme(
    name="contrast",
    says="high contrast, for weak eyes and bad screens",
    ground="#000000",
    surface="#14181f",
    panel="#00205f",
    accent="#7fd0ff",
    tones={
        "plain": Ink("#ffffff"),
        "strong": Ink("#ffffff", weight="bold"),
        "dim": Ink("#c9d1db"),
        # Black on bright red: white needs a red too dark to be seen on black.
        "critical": Ink("#000000", "#ff6b6b", "bold"),
        "alarm": Ink("#ffabab", weight="bold"),
        "warning": Ink("#ffd84d", weight="bold"),
        "unknown": Ink("#dfe4ec", weight="italic"),
        "ok": Ink("#8ff0a4"),
        "closed": Ink("#b0b0b0", weight="underline"),
        "late": Ink("#c9d1db", weight="italic"),
        "fresh": Ink("#000000", "#ffffff", "bold"),
    },
    selected=Ink("#ffffff", "#00205f"),
    banner=Ink("#000000", "#ffd84d"),
    paused=Ink("#000000", "#7fd0ff"),
)

SAFE = Scheme(
    name="safe",
    says="blue and orange, for every kind of colour vision",
    ground="#0e1116",
    surface="#171b22",
    panel="#22303f",
    accent="#63a9f2",
    tones={
        "plain": Ink("#d8dce2"),
        "strong": Ink("#ffffff", weight="bold"),
        "dim": Ink("#98a1ad"),
        "critical": Ink("#1a0d00", "#f5871f", "bold"),
        "alarm": Ink("#f5871f", weight="bold"),
        "warning": Ink("#ffd9a0", weight="bold"),
        "unknown": Ink("#b4b9c1", weight="italic"),
        "ok": Ink("#63a9f2"),
        "closed": Ink("#aa9b8d", weight="underline"),
        "late": Ink("#98a1ad", weight="italic"),
        "fresh": Ink("#1a0d00", "#ffffff", "bold"),
    },
    selected=Ink("#ffffff", "#22303f"),
    banner=Ink("#14110a", "#ffc877"),
    paused=Ink("#0a1420", "#63a9f2"),
)

FULL = (NIGHT, DUSK, DAY, CONTRAST, SAFE)
