"""`flask patents`: take in a table of patents, and check numbers."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.accounts.queries import organisations as accounts
from marketplace.kit import clock, export
from marketplace.kit.errors import Busy, RuleBroken
from marketplace.patents import actions
from marketplace.patents.actions import Origin, Reported, Tally
from marketplace.patents.rules.numbers import NumberCheck, check
from marketplace.patents.rules.verdicts import Importer

patents = AppGroup("patents", help="Patents: import and check. 专利：导入与核对。")
HEADER = ("文件 file", "行 row", "列 column", "专利号 number", "名称 title", "问题", "reason")
SHOWN = 20  # reasons printed when no report is asked for


@patents.command("check")
@click.argument("numbers", nargs=-1, required=True)
def check_numbers(numbers: tuple[str, ...]) -> None:
    """One line each: the canonical number, or what is wrong with it. Exits 1 if any is wrong."""
    is_wrong = False
    for text in numbers:
        answer = check(text, clock.today())
        if answer.is_valid:
            click.echo(answer.normal)
            continue
        is_wrong = True
        code = answer.kind if answer.check is NumberCheck.NOT_APPLICABLE else answer.check
        found = f" {answer.normal}" if answer.normal else ""
        click.echo(f"{text}: {code}{found} {answer.message.zh} {answer.message.en}")
    if is_wrong:
        sys.exit(1)


def _importer(uscc: str | None) -> Importer | None:
    if uscc is None:
        return None
    holder = accounts.organisation_by_uscc(uscc.strip().upper())
    if holder is None:
        raise click.ClickException(f"no organisation {uscc} · 没有这个统一社会信用代码的单位")
    return Importer(holder.id, holder.name, is_trusted=True)


def _said(file: Path, tally: Tally, *, dry_run: bool) -> str:
    verb = "would be · 将" if dry_run else ""
    return (
        f"{file.name}: {tally.total} rows · 行; {verb}new · 新增 {tally.new}, changed · 更新 {tally.changed}, "
        f"known · 已有 {tally.same}, wrong · 要改 {tally.wrong}"
    )


def _write(path: Path, reported: list[tuple[str, Reported]]) -> None:
    rows = [(name, one.line, one.column, one.number, one.title, one.reason.zh, one.reason.en) for name, one in reported]
    is_sheet = path.suffix.lower() == ".xlsx"
    path.write_bytes(export.xlsx_bytes(HEADER, rows) if is_sheet else export.csv_bytes(HEADER, rows))


@patents.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="look only, change nothing")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="wrong rows into this .csv or .xlsx")
@click.option("--holder", metavar="USCC", help="the organisation here that holds the rows it is an owner of")
def import_files(files: tuple[Path, ...], dry_run: bool, report: Path | None, holder: str | None) -> None:
    """Take in CSV or XLSX files: good rows in, bad rows reported by row, column and reason."""
    importer, reported = _importer(holder), list[tuple[str, Reported]]()
    unreadable = 0
    for file in files:
        name = file.name

        def keep(one: Reported, name: str = name) -> None:
            reported.append((name, one))

        try:
            tally = actions.import_file(file, Origin(name[:120], importer), keep, dry_run=dry_run)
        except (RuleBroken, Busy) as refusal:
            unreadable += 1
            cure = f" {refusal.cure.zh} {refusal.cure.en}" if refusal.cure else ""
            click.echo(f"{name}: {refusal.message.zh} {refusal.message.en}{cure}", err=True)
            continue
        click.echo(_said(file, tally, dry_run=dry_run))
    if report is not None:
        _write(report, reported)
    else:
        _print(reported)
    if unreadable:
        sys.exit(1)


def _print(reported: list[tuple[str, Reported]]) -> None:
    for name, one in reported[:SHOWN]:
        click.echo(f"  {name} row · 行 {one.line} {one.column}: {one.reason.zh} {one.reason.en}")
    if len(reported) > SHOWN:
        click.echo(f"  … {len(reported) - SHOWN} more: --report FILE · 还有，请用 --report")
