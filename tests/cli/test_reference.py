from pathlib import Path

from midas.cli import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def test_every_command_is_on_the_page_of_commands():
    text = PAGE.read_text()
    assert [name for name in COMMANDS if f"`midas {name}" not in text] == []
