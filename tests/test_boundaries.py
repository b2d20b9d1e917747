"""Imports point one way, commands stay light, and modules stay small enough to read in one sitting."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "midas"
MODULES = sorted(
    path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if "migrations" not in path.parts
)


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_the_contracts_notice_an_import_that_points_upwards(tmp_path: Path) -> None:
    imports = {
        "core/members/__init__.py": "import midas.core.demand\n",  # a later stage
        "core/values/__init__.py": "import midas.rules\n",  # a higher layer
        "core/demand/__init__.py": "import ortools\n",  # a solver
        "solvers/formation/__init__.py": "import django\n",
        "cli/formation.py": "import midas.store.models\n",
        "cli/installation.py": "import midas.site.home\n",  # the one exception; without it, it is stale
    }
    for folder in {str(Path(name).parent) for name in MODULES}:
        (tmp_path / "midas" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "midas" / folder / "__init__.py").write_text("")
    for name in ("cli/formation_report.py", "tasks/__init__.py", "site/__init__.py", "site/home.py"):
        (tmp_path / "midas" / name).write_text("")
    for name, text in imports.items():
        (tmp_path / "midas" / name).write_text(text)
    config = (ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(config[config.index("[tool.importlinter]") :])

    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--no-cache"], cwd=tmp_path, env={"PYTHONPATH": "."}, capture_output=True, text=True
    )

    assert done.returncode == 1, done.stdout + done.stderr
    for contract in tomllib.loads(config)["tool"]["importlinter"]["contracts"]:
        assert f"{contract['name']} BROKEN" in done.stdout, done.stdout


@pytest.mark.parametrize("arguments", [["form", "no-such-file.json"], ["--help"], ["form", "--help"]])
def test_commands_on_files_start_without_django(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from midas.cli import main\n"
        f"sys.argv = ['midas', *{arguments!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'django', 'ortools', 'highspy', 'scipy', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_importing_midas_loads_nothing_else() -> None:
    program = "import sys, midas; sys.exit(','.join(m for m in sys.modules if m.startswith('midas.')) or 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_no_module_is_longer_than_400_lines_or_a_drawer_for_odds_and_ends() -> None:
    long = [name for name in MODULES if (SOURCE / name).read_text(encoding="utf-8").count("\n") > 400]
    drawers = [name for name in MODULES if Path(name).stem in {"utils", "helpers", "misc", "common"}]

    assert (long, drawers) == ([], []), "past 400 lines, look for the second idea"


def test_a_module_opens_with_its_idea() -> None:
    texts = {name: (SOURCE / name).read_text(encoding="utf-8") for name in MODULES}
    silent = [name for name, text in texts.items() if text.count("\n") > 15 and not text.startswith('"""')]

    assert silent == []
