"""Listings in pages, as the API cuts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import msgspec
from multidict import MultiMapping

from queuetui.simulator.refusals import bad_page

Json = dict[str, Any]
Thing = TypeVar("Thing")

API: Final = "/api/v2"
DEFAULT_PAGE_SIZE: Final = 25
MOST_PAGE_SIZE: Final = 100


class Page(msgspec.Struct, frozen=True):
    """Which part of a listing is wanted; the first page is 1."""

    number: int
    size: int

    def cut(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Return the things on this page."""
        first = (self.number - 1) * self.size
        return things[first : first + self.size]

    def pages(self, total: int) -> int:
        """Return how many pages `total` things fill; an empty listing has one."""
        return max(1, -(-total // self.size))


def read_page(
    params: Mapping[str, str], size: int = DEFAULT_PAGE_SIZE, most: int = MOST_PAGE_SIZE
) -> Page:
    """Read pageNumber and pageSize; `size` is taken when none is asked for.

    Raises RefusedError (400) for anything but a positive number, or a size over `most`.
    """
    return Page(
        _whole(params, "pageNumber", 1, None),
        _whole(params, "pageSize", size, most),
    )


def _whole(params: Mapping[str, str], name: str, default: int, highest: int | None) -> int:
    word = params.get(name)
    if word is None:
        return default
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0
    if number < 1 or (highest is not None and number > highest):
        raise bad_page(name, word, 1, highest)
    return number


def uri(path: str, params: MultiMapping[str], number: int, size: int) -> str:
    """Return the address of another page of the same listing."""
    rest = [(key, word) for key, word in params.items() if key not in {"pageNumber", "pageSize"}]
    return f"{path}?{urlencode([*rest, ('pageSize', size), ('pageNumber', number)])}"


def links(path: str, params: MultiMapping[str], page: Page, pages: int) -> Json:
    """Return the addresses of a page and of its neighbours."""

    def link(number: int) -> str:
        return uri(path, params, number, page.size)

    found: Json = {"firstUri": link(1), "selfUri": link(page.number)}
    if page.number < pages:
        found["nextUri"] = link(page.number + 1)
    if page.number > 1:
        found["previousUri"] = link(page.number - 1)
    return found


def values_of(params: MultiMapping[str], name: str) -> set[str]:
    """Return the values of a list parameter, repeated or separated by commas."""
    return {part for word in params.getall(name, []) for part in word.split(",") if part}


def fits(name: str, pattern: str | None) -> bool:
    """Return whether a name fits a pattern, which may begin and end with a `*`; None: any does."""
    if not pattern:
        return True
    name, wanted = name.lower(), pattern.strip("*").lower()
    if pattern.startswith("*"):
        return wanted in name if pattern.endswith("*") else name.endswith(wanted)
    return name.startswith(wanted) if pattern.endswith("*") else name == wanted


def descending(params: Mapping[str, str]) -> bool:
    """Return whether a listing is asked for from its end (`desc`, `descending`)."""
    return params.get("sortOrder", "asc").lower().startswith("desc")


def listing(
    found: Sequence[Thing],
    describe: Callable[[Thing], Json],
    path: str,
    params: MultiMapping[str],
) -> Json:
    """Return the page that is asked for, with the total and the way to the other pages.

    Raises RefusedError (400).
    """
    page = read_page(params)
    pages = page.pages(len(found))
    return {
        "entities": [describe(one) for one in page.cut(found)],
        "pageSize": page.size,
        "pageNumber": page.number,
        "total": len(found),
        "pageCount": pages,
        "lastUri": uri(path, params, pages, page.size),
        **links(path, params, page, pages),
    }
