"""The registry of actions, and the keys people may choose for them."""

import string
import subprocess
import sys

import pytest
from textual.keys import _character_to_key

from queuetui.ui.actions import ACTIONS, BY_ID
from queuetui.ui.help_text import help_lines, help_page, hint_line
from queuetui.ui.keymap import KeysError, check_keys, keymap
from queuetui.ui.keys import key_label, key_problem, long_key
from queuetui.view.explain import EXPLANATIONS
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import text_of


def test_it_can_be_loaded_without_textual() -> None:
    code = (
        "import sys, queuetui.ui.actions, queuetui.ui.help_text;"
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ids_are_unique_and_pairs_exist() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert all(action.pair is None or action.pair in BY_ID for action in ACTIONS)


def test_built_in_keys_do_not_clash() -> None:
    check_keys({})


@pytest.mark.parametrize("sign", [c for c in string.printable if c.isprintable()])
def test_signs_are_spelled_as_textual_spells_them(sign: str) -> None:
    assert long_key(sign) == _character_to_key(sign)


@pytest.mark.parametrize(
    ("written", "long"),
    [("Esc", "escape"), ("ctrl+S", "ctrl+s"), ("PageUp", "pageup"), ("shift+Tab", "shift+tab")],
)
def test_names_are_understood_as_people_write_them(written: str, long: str) -> None:
    assert key_problem(written) is None
    assert long_key(written) == long


@pytest.mark.parametrize("sign", list(string.punctuation + string.ascii_letters))
def test_a_sign_is_shown_as_itself(sign: str) -> None:
    assert key_label(long_key(sign)) == sign


def test_an_arrow_has_a_name_where_only_ascii_can_be_shown() -> None:
    assert key_label("up") == "↑"
    assert key_label("up", ascii_only=True) == "up"


def test_a_changed_key_takes_the_place_of_the_built_in_ones() -> None:
    keys = keymap({"sort": ("o", "F2"), "ask": ()})
    assert keys.of("sort") == ("o", "f2")
    assert keys.of("ask") == ()
    assert keys.of("quit") == ("q",)


def test_two_actions_may_swap_their_keys() -> None:
    keys = keymap({"sort": ("r",), "ask": ("s",)})
    assert (keys.of("sort"), keys.of("ask")) == (("r",), ("s",))


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"sortt": ("o",)}, "keys.sortt: no such action; did you mean sort?"),
        ({"sort": ("q",)}, "keys.sort: 'q' is the key of quit there too (board)"),
        ({"sort": ("o", "o")}, "keys.sort: 'o' is twice here (board)"),
        ({"sort": ("entr",)}, "keys.sort: there is no key 'entr'; did you mean 'enter'?"),
        (
            {"sort": ("control+s",)},
            "keys.sort: 'control+s': 'control' is none of ctrl, alt, shift, super, hyper, meta",
        ),
        ({"sort": ("\x07",)}, "keys.sort: a control character is not a key"),
        (
            {"keep_filter": ("y",)},
            (
                "keys.keep_filter: 'y' would be typed into the filter; "
                "use a key that is not a character"
            ),
        ),
        (
            {"drop_note": ("y",)},
            ("keys.drop_note: 'y' would be typed into the note; use a key that is not a character"),
        ),
        ({"quit": ()}, "keys.quit: there must be a key to quit with"),
    ],
)
def test_keys_that_cannot_be_used_are_refused_in_one_sentence(
    keys: dict[str, tuple[str, ...]], sentence: str
) -> None:
    with pytest.raises(KeysError) as caught:
        check_keys(keys)
    assert str(caught.value) == sentence


def test_an_action_far_from_any_other_gets_the_list() -> None:
    with pytest.raises(KeysError, match="there are: up, down"):
        check_keys({"zzzz": ("o",)})


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_help_names_every_action_with_its_keys(width: int) -> None:
    keys = keymap({"sort": ("o",)})
    lines = [text_of(line) for line in help_lines(keys, UNICODE, width)]
    assert all(cells(line) <= width for line in lines)
    told = " ".join(" ".join(lines).split())
    for action in ACTIONS:
        assert action.description in told, action.id
        label, begin = key_label(keys.of(action.id)[0]), " ".join(action.description.split()[:2])
        assert any(line.startswith(f"  {label} ") and begin in line for line in lines), action.id


def test_the_hint_line_leaves_out_the_less_important_where_it_is_narrow() -> None:
    wide = text_of(hint_line("board", keymap({}), UNICODE, 118))
    narrow = text_of(hint_line("board", keymap({}), UNICODE, 40))
    assert wide.split("  ")[:3] == ["↑↓ move", "enter open", "/ filter"]
    assert "ctrl+p commands" in wide
    assert cells(narrow) <= 40
    assert "q quit" in narrow
    assert "? help" in narrow
    assert "sort" not in narrow


def test_the_hint_line_shows_the_keys_of_the_place_and_those_in_force() -> None:
    changed = keymap({"next_queue": ("right",), "quit": ("x",)})
    assert "→/p other queue" in text_of(hint_line("queue", changed, UNICODE, 118))
    assert "x quit" in text_of(hint_line("board", changed, UNICODE, 118))
    assert "open" not in text_of(hint_line("help", changed, UNICODE, 118))
    assert text_of(hint_line("board", changed, ASCII, 118)).isascii()


@pytest.mark.parametrize("width", [40, 76, 200])
def test_the_help_explains_first_what_is_on_screen_and_then_all_the_rest(width: int) -> None:
    page = help_page(keymap({}), UNICODE, width, place="queue", shown=("asa", "waiting", "asa"))
    lines = [text_of(line) for line in page.lines]
    assert all(cells(line) <= width for line in lines)
    headings = [line.strip(" ─") for line in lines if line.endswith("─")]
    assert headings[:3] == ["Keys", "Marks", "Figures now on the opened queue"]
    assert headings[3] == "Other figures: Now"
    assert set(page.places) == set(EXPLANATIONS)
    for key, line in page.places.items():
        assert lines[line].startswith(EXPLANATIONS[key].title)
    first = sorted(page.places, key=page.places.__getitem__)
    assert first[:2] == ["asa", "waiting"]
    assert lines.index("") < page.places["asa"]


def test_the_help_says_how_a_figure_is_found() -> None:
    assert "ctrl+p and its name" in text_of(help_page(keymap({}), UNICODE, 80).lines[0])
    changed = keymap({"palette": ("F2",)})
    assert "f2 and its name" in text_of(help_page(changed, UNICODE, 80).lines[0])
    without = help_page(keymap({"palette": ()}), UNICODE, 80)
    assert "by its name" in text_of(without.lines[0])


def test_the_help_is_drawn_in_ascii_where_that_is_asked_for() -> None:
    page = help_page(keymap({}), ASCII, 76, shown=("waiting",))
    assert all(text_of(line).isascii() for line in page.lines)
