"""Long lists to choose from, written at once: `{% load demand %}`. A form has some thousand options."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str | Collection[str] = "") -> SafeString:
    """The options of a `<select>`: pairs of value and words, the chosen one or ones marked."""
    marked = {chosen} if isinstance(chosen, str) else set(chosen)
    # Safe: every value and every word is escaped here.
    return mark_safe("".join(_option(value, words, value in marked) for value, words in choices))  # noqa: S308


@register.simple_tag
def grouped_options(
    groups: Iterable[tuple[str, Iterable[tuple[str, str]]]], chosen: str | Collection[str] = ""
) -> SafeString:
    """The same in groups with a title each."""
    parts = (
        f'<optgroup label="{escape(title)}">{options(choices, chosen)}</optgroup>'
        for title, choices in groups
    )
    return mark_safe("".join(parts))  # noqa: S308  escaped as above


def _option(value: str, words: str, marked: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if marked else ""}>{escape(words)}</option>'
