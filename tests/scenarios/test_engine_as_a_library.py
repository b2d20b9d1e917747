"""The library's tutorial holds: its code is run from top to bottom, and prints what stands below it.

A `python` block is followed by a `text` block with its output, or prints nothing. After a change that is meant,
`python -m tests.scenarios.test_engine_as_a_library` writes the outputs anew; read the difference before you keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "engine-as-a-library.md"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?", re.DOTALL)
WITHOUT_TIMES = re.compile(r"\b\d+(\.\d+)? ?(s|ms|seconds?)\b")


def run(text: str) -> Iterator[tuple[str, str, str]]:
    """Every block in order, in one namespace: its code, the output shown, the output it has."""
    namespace: dict[str, object] = {"__name__": "tutorial"}
    for place, block in enumerate(BLOCK.finditer(text)):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(block["code"], f"{PAGE.name}, block {place + 1}", "exec"), namespace)
        yield block["code"], block["output"] or "", printed.getvalue()


def test_every_block_prints_what_is_shown_below_it() -> None:
    blocks = list(run(PAGE.read_text(encoding="utf-8")))

    assert len(blocks) >= 10
    for code, shown, printed in blocks:
        assert printed == shown, code


def test_the_page_shows_output_and_no_times_which_nobody_would_get_again() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = [block["output"] for block in BLOCK.finditer(text)]

    assert text.count("```") == 2 * (text.count("```python") + text.count("```text")), "no other blocks"
    assert text.count("```text") == sum(output is not None for output in shown), "each belongs to code"
    assert all(output.strip() for output in shown if output is not None)
    assert not any(WITHOUT_TIMES.search(output) for output in shown if output is not None)


def rewritten(text: str) -> str:
    """The page with the outputs that its code has now."""
    outputs = iter([printed for _, _, printed in run(text)])

    def block(found: re.Match[str]) -> str:
        printed = next(outputs)
        return f"```python\n{found['code']}```\n" + (f"\n```text\n{printed}```\n" if printed else "")

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
