"""The command `plan`: what a person wants and has, turned into dated sessions and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base import clock
from soleus.base.errors import InputError
from soleus.faces import ask, plan_words
from soleus.faces.options import (
    Age,
    Athlete,
    Database,
    DryRun,
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
    from soleus.anatomy.person import Person
    from soleus.plan.plan import Plan
    from soleus.plan.request import PlanRequest
    from soleus.plan.scheme import Scheme
    from soleus.store.log import TrainingLog

__all__ = ["register"]

Texts = list[str] | None


def _list(text: str) -> Any:
    return Annotated[Texts, typer.Option(help=text)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(plan)
    app.command()(schemes)


def plan(
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    heel_raises: Annotated[
        float | None, typer.Option(help="Single-leg heel raises you can do, weaker leg.")
    ] = None,
    isometric_nm: Annotated[
        float | None, typer.Option(help="Measured maximal plantar flexion of one leg, N m.")
    ] = None,
    goal: Annotated[
        str | None, typer.Option(help="strength, sprint, return_to_run or prevention.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option(help="Scheme by name or YAML file (default: by goal and pain).")
    ] = None,
    weeks: Annotated[int, typer.Option(help="Length of the plan in weeks.")] = 4,
    start: Annotated[
        str | None, typer.Option(help="First day, YYYY-MM-DD (default: next Monday).")
    ] = None,
    days: Annotated[str | None, typer.Option(help="Days with time: mon,wed,sat.")] = None,
    minutes: Annotated[
        str | None, typer.Option(help="Minutes on each of them: 45, or mon=30,sat=60.")
    ] = None,
    equipment: Annotated[
        str | None,
        typer.Option(
            help="What there is: step, weights, seated_machine, leg_curl, glute_ham_bench, hill, "
            "treadmill; or none (default: everything)."
        ),
    ] = None,
    weights_kg: Annotated[
        str | None, typer.Option(help="Loads you can put together: 5,10,12.5.")
    ] = None,
    hill: _list("A hill you can run up: 120m@9% (may be given again).") = None,  # type: ignore[valid-type]
    race: _list("A race: 2026-02-01 or 2026-02-01=10km.") = None,  # type: ignore[valid-type]
    long_run: _list("A fixed long run: 2026-01-11=16km.") = None,  # type: ignore[valid-type]
    busy: _list("A day without time: 2026-01-14.") = None,  # type: ignore[valid-type]
    pain: Annotated[float | None, typer.Option(help="Usual pain now, 0 to 10.")] = None,
    morning_pain: Annotated[
        float | None, typer.Option(help="Pain or stiffness of an ordinary morning, 0 to 10.")
    ] = None,
    running_weeks: Annotated[
        float | None, typer.Option(help="Weeks of regular running behind you.")
    ] = None,
    longest_run_km: Annotated[
        float | None, typer.Option(help="Longest run of the last 30 days, km.")
    ] = None,
    easy_speed_ms: Annotated[float | None, typer.Option(help="Your easy pace, m/s.")] = None,
    override: _list("Put a rule aside, by its id (may be given again).") = None,  # type: ignore[valid-type]
    clinician: Annotated[
        bool, typer.Option("--clinician", help="The overrides are a clinician's.")
    ] = False,
    athlete: Athlete = None,
    database: Database = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write the picture report to this HTML file.")
    ] = None,
    article: Annotated[
        bool,
        typer.Option("--article", help="With the article's claims on trial (half a minute more)."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Plan dated sessions for one person, with the simulated dose of each set, session and week
    and a reason for every choice, and keep the plan in your log (not with --dry-run)."""
    given = plan_words.request_values(
        goal=goal, days=days, minutes=minutes, equipment=equipment, weights=weights_kg, hills=hill,
        races=race, long_runs=long_run, busy=busy, pain=pain, morning_pain=morning_pain,
        running_weeks=running_weeks, longest_run_km=longest_run_km, easy_speed_ms=easy_speed_ms,
        overrides=override, clinician=clinician,
    )  # fmt: skip
    body = {"height_m": height_m, "mass_kg": mass_kg, "sex": sex, "age": age,
            "heel_raises": heel_raises, "isometric_plantarflexion_nm": isometric_nm}  # fmt: skip
    if report is not None:
        from soleus.faces.report import check_writable

        check_writable(report)
    elif article:
        raise InputError("--article is a part of the report; give --report FILE.html too")
    first = ask.first_day(start)
    if first < clock.today() and not dry_run:
        warn((f"the plan begins on {first}, which lies behind: days before today count as missed",))
    with ask.training_log(database, athlete, dry_run, new=True) as log:
        someone = _person(person, body, log)
        request, chosen, why = _request_and_scheme(given, scheme, log, first, weeks)
        with Progress(as_json) as say:
            result = _make(chosen, someone, weeks, first, request, why, log, say)
            if report is not None:
                from soleus.faces.plan_report import write_plan_report

                write_plan_report(result, report, say, article)
        kept = None
        if log is not None and not dry_run:
            kept = _keep(log, result, someone, first)
    _show(result, kept, report, as_json)


def _person(file: Path | None, body: Mapping[str, Any], log: TrainingLog | None) -> Person:
    """The person from file and options, on top of the one in the log."""
    from soleus.anatomy.person import person_fields, person_from_fields
    from soleus.base.library import read_file

    given = {k: v for k, v in body.items() if v is not None}
    known = log.person() if log is not None and file is None else None
    if file is not None:
        return person_from_fields({**read_file(file), **given}, str(file))
    if known is not None:
        fields = {k: v for k, v in person_fields(known).items() if v not in (None, "")}
        return person_from_fields({**fields, **given}, "options")
    needed = ("height_m", "mass_kg", "sex", "age")
    missing = [k for k in needed if k not in given]
    if missing:
        raise InputError(
            f"--{missing[0].replace('_', '-')} is missing; give --person FILE, or all of "
            "--height-m --mass-kg --sex --age"
        )
    return person_from_fields(given, "options")


def _request_and_scheme(
    given: Mapping[str, Any], scheme: str | None, log: TrainingLog | None, first: dt.date,
    weeks: int,
) -> tuple[PlanRequest, Scheme, Any]:  # fmt: skip
    """The request (what was asked last time, with what is asked now on top) and its scheme."""
    from soleus.plan.choose import choose_scheme
    from soleus.plan.plan import Reason
    from soleus.plan.request import request_fields, request_from_fields
    from soleus.plan.scheme_files import load_scheme

    stored = log.plan() if log is not None else None
    before = {} if stored is None else request_fields(stored.plan.request)
    before.pop("overrides", None)
    values = {k: v for k, v in {**before, **given}.items() if v is not None}
    values["events"] = [
        e for e in values.get("events", []) if dt.date.fromisoformat(str(e["date"])) >= first
    ]
    request = request_from_fields(values, "options")
    if scheme is not None:
        return request, load_scheme(scheme), Reason("PLAN-SCHEME", "chosen by you")
    if stored is not None and "goal" not in given and "pain" not in given:
        return request, stored.plan.scheme, Reason("PLAN-SCHEME", "the scheme goes on")
    found, why = choose_scheme(request, first, weeks)
    return request, found, why


def _make(
    scheme: Scheme, person: Person, weeks: int, first: dt.date, request: PlanRequest, why: Any,
    log: TrainingLog | None, say: Callable[[str], None],
) -> Plan:  # fmt: skip
    from dataclasses import replace

    from soleus.plan.planner import make_plan

    history = log.history() if log is not None else None
    result = make_plan(
        scheme, person, weeks, first, lambda name: say(doing(name)), request, history
    )
    return replace(result, reasons=(why, *result.reasons))


def _keep(log: TrainingLog, result: Plan, person: Person, first: dt.date) -> Any:
    """Write the plan to the log, after what an earlier one has behind it."""
    from soleus.plan.splice import continue_plan

    stored = log.plan()
    whole, words = result, f"{len(result.weeks)} weeks of {result.scheme.label} from {first}"
    if stored is not None:
        answered = frozenset(d.session_uid for d in log.history().done if d.session_uid)
        whole = continue_plan(stored.plan, result, first, answered)
    log.save_person(person)
    return log.save_plan(whole, "plan", words, today=min(first, clock.today()))


def _show(result: Plan, kept: Any, report: Path | None, as_json: bool) -> None:
    warn(result.warnings)
    if as_json:
        from soleus.faces.plan_payload import plan_payload

        more: dict[str, Any] = {"change": None if kept is None else kept.id}
        if report is not None:
            more["report"] = str(report)
        print_json({**plan_payload(result), **more})
        return
    from soleus.faces.plan_console import show_plan

    show_plan(console(), result)
    if report is not None:
        typer.echo(f"\nreport written to {report}")
    if kept is not None:
        typer.echo(f"\nkept in your log as change {kept.id} (take it back: soleus undo)")
    else:
        typer.echo("\ndry run: nothing was kept")


def schemes(
    name: Annotated[str | None, typer.Argument(help="Scheme by name; without it, all.")] = None,
    as_json: Json = False,
) -> None:
    """List the training schemes, or show one as a text a coach can read, with its sources."""
    from soleus.plan.scheme_files import list_schemes, load_scheme
    from soleus.plan.scheme_words import describe_scheme

    if name is not None:
        found = load_scheme(name)
        if as_json:
            print_json({"scheme": found.name, "content": dict(found.content)})
        else:
            typer.echo(describe_scheme(found))
        return
    known = [load_scheme(n) for n in list_schemes()]
    if as_json:
        rows = [
            {"scheme": s.name, "label": s.label, "about": s.about, "goals": list(s.goals)}
            for s in known
        ]
        print_json({"schemes": rows})
        return
    for found in known:
        typer.echo(f"{found.name}: {found.label}\n    {found.about}\n")
