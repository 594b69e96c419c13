"""Every example and every command of the README runs."""

import re
import runpy
import shlex
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "motion"))
import osim_writer
import trial_writer as made

from soleus.faces import cli

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_runs(path, capsys):
    assert len(path.read_text().splitlines()) <= 60
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out


def test_readme_python_runs(capsys):
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    exec(code[1], {})
    assert "force-time integral" in capsys.readouterr().out


def recorded_run():
    points = "".join(
        f"<Trackpoint><Time>2026-05-01T08:{i // 60:02d}:{i % 60:02d}Z</Time>"
        f"<DistanceMeters>{3 * i}</DistanceMeters></Trackpoint>"
        for i in range(600)
    )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        '<Activities><Activity Sport="Running"><Id>2026-05-01T08:00:00Z</Id>'
        '<Lap StartTime="2026-05-01T08:00:00Z"><Track>'
        f"{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )


def test_readme_commands_run(tmp_path, monkeypatch, capsys):
    commands = re.findall(r"^ +\.venv/bin/soleus (.*)$", (ROOT / "README.md").read_text(), re.M)
    assert len(commands) >= 4
    (tmp_path / "examples").mkdir()
    example = (ROOT / "examples" / "runner.toml").read_text()
    (tmp_path / "examples" / "runner.toml").write_text(example)
    (tmp_path / "me.toml").write_text(f"{example}\nisometric_plantarflexion_nm = 140\n")
    (tmp_path / "my_run.fit").write_text(recorded_run())  # the content tells the format
    made.storage(tmp_path / "ik.mot", made.angles(), degrees=True)
    made.storage(tmp_path / "id.sto", made.moments())
    model = osim_writer.model(tmp_path / "my.osim")
    model.write_text(model.read_text().replace("<mass>40<", "<mass>70<"))  # 72 kg in all
    monkeypatch.chdir(tmp_path)
    for command in commands:
        monkeypatch.setattr(sys, "argv", ["soleus", *shlex.split(command, comments=True)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert stop.value.code == 0, command
        assert capsys.readouterr().out


def test_links_in_the_docs_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
