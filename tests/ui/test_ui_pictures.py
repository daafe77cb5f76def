"""The README's pictures: their words stand in their columns in any browser."""

from tests.screenshots.__main__ import apart

TEXT = (
    '<text class="r2" x="10" y="20" textLength="120" clip-path="url(#line)">'
    "&#160;⡠⢢&#160;A&#160;&lt;b&#160;&#160;</text>"
)


def test_dots_and_words_are_texts_of_their_own_in_the_same_places() -> None:
    """Ten cells of 12: a blank, two of dots, and the words from the fourth cell on."""
    rest = 'y="20" textLength='
    assert apart(f"<g>{TEXT}</g>") == (
        f'<g><text class="r2" x="10" {rest}"12" clip-path="url(#line)">&#160;</text>'
        f'<text class="r2" x="22" {rest}"24" clip-path="url(#line)">⡠⢢</text>'
        f'<text class="r2" x="46" {rest}"84" clip-path="url(#line)">'
        "&#160;A&#160;&lt;b&#160;&#160;</text></g>"
    )


def test_what_needs_no_parting_stays_as_it_is() -> None:
    text = TEXT.replace("⡠⢢", "xy")
    assert apart(text) == text
