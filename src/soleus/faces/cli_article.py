"""The command that puts the article's claims on trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.faces import ask
from soleus.faces.options import (
    Age,
    Height,
    Json,
    Mass,
    PersonFile,
    Sex,
    console,
    print_json,
    warn,
)
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soleus.anatomy.person import Person
    from soleus.study.verdicts import Verdict

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(article)


def article(
    claims: Annotated[
        list[str] | None, typer.Argument(help="Claims by id; without any, all in short.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every claim in full.")] = False,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write the trial to this HTML file, with pictures.")
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(help="Also write it to this Markdown file, pictures in a folder beside it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Put what the article says about the soleus on trial: for every claim what the model
    computes, what people were measured to do, and a verdict. Without a body: a reference one."""
    from soleus.faces.article.words import person_text
    from soleus.faces.whole_files import check_folder, check_place
    from soleus.study.claims import find_claims

    chosen = find_claims(claims)
    body, assumed = ask.person_or_reference(person, height_m, mass_kg, sex, age)
    someone = None if assumed else body
    for path, ending in ((report, ".html"), (page, ".md")):
        if path is not None:
            check_place(path, ending)
    if page is not None:
        check_folder(page, _pictures(page))
    if someone is not None:
        from soleus.anatomy.leg import build_leg

        warn(build_leg(someone).warnings)
    with Progress(as_json) as say:
        say(doing("the claims"))
        from soleus.study.verdicts import try_claims

        verdicts = try_claims(chosen, someone, say)
        if report is not None or page is not None:
            say("drawing the pictures")
            _write(verdicts, someone, report, page)
    if as_json:
        from soleus.faces.article.payload import article_payload

        written = {k: str(v) for k, v in (("report", report), ("page", page)) if v is not None}
        print_json({**article_payload(verdicts, someone), **written})
        return
    from soleus.faces.article.console import BRACKETS, show_claim, show_trial

    who = person_text(body.describe(), someone is None)
    if not claims:
        show_trial(console(), verdicts, who)
    if claims or full:
        console().print(
            f"{who}\n[dim]{BRACKETS}[/dim]\n" if claims else f"\n[dim]{BRACKETS}[/dim]\n"
        )
        for verdict in verdicts:
            show_claim(console(), verdict)
    for path in (report, page):
        if path is not None:
            typer.echo(f"\nwritten to {path}")


def _write(
    verdicts: Sequence[Verdict], someone: Person | None, report: Path | None, page: Path | None
) -> None:
    from soleus.faces.whole_files import write_whole

    if report is not None:
        from soleus.faces.article.page import page as html_page

        write_whole(report, html_page(verdicts, someone).encode())
    if page is not None:
        from soleus.faces.article.markdown import write_page

        write_page(page, verdicts, _pictures(page), someone)


def _pictures(page: Path) -> Path:
    """The folder of a page's pictures."""
    return page.parent / f"{page.stem}_pictures"
