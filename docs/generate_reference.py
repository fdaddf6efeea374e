"""Writes docs/reference/*.md from the code: rules, errors, commands, schemas, tables, forms.

    python docs/generate_reference.py            write the pages
    python docs/generate_reference.py --check    exit 1 if a page on disk differs

Names, types, choices and defaults come from the program; English sentences the program does not hold
come from docs/sources/*.toml. `gaps()` tells what has no sentence, and sentences that stand for nothing.
"""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "wenzhi"
SENTENCES = ROOT / "docs" / "sources"
REFERENCE = ROOT / "docs" / "reference"

NOTE = "<!-- Made by docs/generate_reference.py from the code; edit that, not this. -->\n"
INHERITED = {"--help", "--install-completion", "--show-completion"}
"""Options that the command-line library gives to every command."""

FAMILIES = {
    "F": "form and cells",
    "T": "arithmetic of the tables",
    "P": "prose against tables and against itself",
    "Y": "years and carry-over",
    "D": "the document; D9xx: on time",
    "C": "copying",
    "R": "residue of copying and of editing",
    "S": "substance",
}


def pages() -> dict[str, str]:
    """Every page of the reference by file name."""
    made = {
        "rules.md": rules_page(),
        "errors.md": errors_page(),
        "cli.md": cli_page(),
        "schemas.md": schemas_page(),
        "tables.md": tables_page(),
        "forms.md": forms_page(),
    }
    return {name: NOTE + "\n" + text.rstrip("\n") + "\n" for name, text in made.items()}


def gaps() -> list[str]:
    """What the code has and the sentences lack, or the other way round."""
    return [*_error_gaps(), *_cli_gaps(), *_schema_gaps(), *_table_gaps(), *_rule_gaps()]


def _sentences(name: str) -> dict[str, Any]:
    return tomllib.loads((SENTENCES / name).read_text(encoding="utf-8"))


def _differences(what: str, wanted: Iterable[str], given: Iterable[str]) -> Iterator[str]:
    wanted, given = set(wanted), set(given)
    yield from (f"{what}: {name} has no sentence" for name in sorted(wanted - given))
    yield from (f"{what}: {name} is a sentence for nothing" for name in sorted(given - wanted))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


# Rules --------------------------------------------------------------------------------------------


def rules_page() -> str:
    """The catalogue, by family."""
    from wenzhi.base.rules import catalogue

    cards = catalogue()
    parts = [
        "# Rules\n",
        f"{len(cards)} rules. `wenzhi rule CODE` prints one of them; `wenzhi rules` lists all. "
        "What the severities and the verdict *unjudged* mean is told in "
        "[Why four grounds](../explanation/why-four-grounds.md). A code is never used again.\n",
        _table(
            ["family", "about", "rules"],
            [
                [letter, about, str(sum(code[0] == letter for code in cards))]
                for letter, about in FAMILIES.items()
            ],
        ),
    ]
    for letter, about in FAMILIES.items():
        parts.append(f"\n## {letter} – {about}")
        parts += [_rule(card) for code, card in cards.items() if code[0] == letter]
    return "\n".join(parts)


def _rule(card: Any) -> str:  # noqa: ANN401 # a RuleCard, known only once wenzhi is imported
    ground = f"`{card.ground}`" if card.ground else "none"
    rows = [
        ["severity", f"{card.severity}: {card.severity_why}"],
        ["ground", ground],
        ["basis", card.basis],
        ["certainty", card.certainty],
        ["fails", card.example_fail],
        ["passes", card.example_pass],
        ["to leave it out", f"`{card.switch_off}`"],
    ]
    return (
        f"\n### {card.code} {card.name}\n\n**{card.title.en}** · {card.title.zh}\n\n"
        f"{card.what.en}\n{card.what.zh}\n\n" + _table(["", ""], rows)
    )


def _rule_gaps() -> Iterator[str]:
    from wenzhi.base.rules import catalogue

    for code, card in catalogue().items():
        texts = {
            "title": card.title.en and card.title.zh,
            "what": card.what.en and card.what.zh,
            "basis": card.basis,
            "certainty": card.certainty,
            "reason of the severity": card.severity_why,
            "examples": card.example_fail and card.example_pass,
            "family": code[0] in FAMILIES,
        }
        yield from (f"rule {code}: {part} is missing" for part, text in texts.items() if not text)


# Errors -------------------------------------------------------------------------------------------


def raised_errors() -> dict[str, set[str]]:
    """Error code → the error classes (or `ErrorRecord`) it is made with, read from the source."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (code := _code_of(node)):
                found.setdefault(code, set()).add(ast.unparse(node.func))
    return found


def _code_of(call: ast.Call) -> str | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    for node in (*call.args[:1], *named):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and len(value) == 4 and value[0] == "E" and value[1:].isdigit():
            return value
    return None


def documented_errors() -> list[dict[str, Any]]:
    """The entries of data/errors.toml."""
    text = (SOURCE / "data" / "errors.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["errors"]
    return entries


ERROR_FAMILIES = {
    "E2": "what was asked for",
    "E3": "inputs",
    "E4": "the installation",
    "E5": "a corpus",
    "E6": "queries",
    "E7": "results",
    "E9": "wenzhi itself",
}


def errors_page() -> str:
    """Every error: what it means, what to try, the exit code."""
    parts = [
        "# Errors\n",
        "Errors name what happened, where, and what to try. With `--json` they are printed as "
        '`{"ok": false, "error": {"code", "message", "where", "hint"}}`, in words otherwise. '
        "In a batch an input error does not stop the run: the file is listed in `failures.csv`, and "
        "the run ends with 3. Exit codes are told in [Commands](cli.md#exit-codes).",
    ]
    entries = documented_errors()
    for prefix, about in ERROR_FAMILIES.items():
        parts.append(f"\n## {prefix}xx – {about}")
        parts += [_error(entry) for entry in entries if entry["code"].startswith(prefix)]
    return "\n".join(parts)


def _error(entry: Mapping[str, Any]) -> str:
    means, attempt = entry["means"], entry["try"]
    return (
        f"\n### {entry['code']} {entry['name']}\n\n"
        f"{means['en']}\n*Try*: {attempt['en']} Exit code {entry['exit']}.\n\n"
        f"{means['zh']}可试：{attempt['zh']}"
    )


def _error_gaps() -> Iterator[str]:
    from wenzhi.base import errors

    raised = raised_errors()
    entries = {entry["code"]: entry for entry in documented_errors()}
    yield from _differences("error", raised, entries)
    for code in raised.keys() & entries.keys():
        for name in sorted(raised[code]):
            kind: Any = getattr(errors, name, errors.ErrorRecord)
            if kind in (errors.WenzhiError, errors.ErrorRecord):
                continue  # what exit code these lead to is decided elsewhere
            if kind.exit_code != entries[code]["exit"]:
                yield f"error {code}: documented exit {entries[code]['exit']}, {name} has another"
        if code[:2] not in ERROR_FAMILIES:
            yield f"error {code}: family unknown"


# Commands -----------------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Full name → command, groups included, in the order of `--help`."""
    import typer

    from wenzhi.surfaces.cli.main import app

    found: dict[str, Any] = {}

    def visit(name: str, command: Any) -> None:  # noqa: ANN401 # the library's own class varies
        found[name] = command
        for part, inner in getattr(command, "commands", {}).items():
            visit(f"{name} {part}", inner)

    visit("wenzhi", typer.main.get_command(app))
    return found


def parameters(command: Any) -> dict[str, Any]:  # noqa: ANN401
    """Longest spelling → parameter, without those every command has."""
    named = {max(parameter.opts, key=len): parameter for parameter in command.params}
    return {name: value for name, value in named.items() if name not in INHERITED}


EXIT_CODES = (
    ("0", "done"),
    ("1", "findings at or above `--fail-on`; `verify` and `doctor`: something is amiss"),
    (
        "2",
        "nothing was begun: the command line cannot be acted on, a path of it does not exist, the folder "
        "is empty, a roster or list cannot be read; a corpus or query error",
    ),
    (
        "3",
        "some inputs could not be read; whatever else there is was done; `corpus add --plan`: some would be left",
    ),
    ("4", "internal error"),
    ("130", "interrupted; what was done is kept"),
)

ENVIRONMENT = (
    ("`WENZHI_DEBUG`", "any value: an internal error shows its traceback"),
    ("`WENZHI_FILE_SECONDS`", "seconds one file of a batch may take to read; 60 unless told"),
    ("`WENZHI_FILE_MB`", "megabytes one file of a batch may take (Linux); 2048 unless told"),
    ("`NO_COLOR`", "any value: no colours in the progress bar"),
    ("`RAY_ADDRESS`", "the cluster for `--runner ray`"),
)


def cli_page() -> str:
    """Every command with its arguments and options."""
    sentences = _sentences("cli.toml")
    parts = [
        "# Commands\n",
        "Data goes to stdout, everything else to stderr. `--json` prints one envelope "
        "([Schemas](schemas.md)).\n",
        "## Exit codes\n",
        "The highest that holds.\n",
        _table(["code", "meaning"], EXIT_CODES),
        "\n## Environment\n",
        _table(["variable", "effect"], ENVIRONMENT),
    ]
    for name, command in commands().items():
        parts.append(_command(name, command, sentences[name]))
    return "\n".join(parts)


def _command(name: str, command: Any, sentences: Mapping[str, str]) -> str:  # noqa: ANN401
    known = parameters(command)
    given = [p for p in known if not p.startswith("-")]
    usage = " ".join([name, *(p.upper() if known[p].required else f"[{p.upper()}]" for p in given)])
    rows = [[*_parameter(option, known[option]), sentences[option]] for option in known]
    text = f"\n## {name}\n\n{sentences['what']}\n"
    if hasattr(command, "commands"):
        inner = ", ".join(f"[{part}](#{name} {part})" for part in command.commands)
        for part in command.commands:
            inner = inner.replace(f"(#{name} {part})", f"(#{name.replace(' ', '-')}-{part})")
        text += f"\nCommands: {inner}.\n"
    else:
        optional = any(option.startswith("-") for option in known)
        text += f"\n```\n{usage}{' [OPTIONS]' if optional else ''}\n```\n"
    return text + ("\n" + _table(["parameter", "default", "meaning"], rows) if rows else "")


def _parameter(name: str, parameter: Any) -> list[str]:  # noqa: ANN401
    shown = ", ".join(f"`{spelling}`" for spelling in sorted(parameter.opts, key=len))
    default = parameter.default
    if not name.startswith("-"):
        return [f"`{name.upper()}`", "required" if parameter.required else ""]
    if isinstance(default, Enum):
        choices = ", ".join(f"`{choice.value}`" for choice in type(default))
        return [f"{shown}: {choices}", f"`{default.value}`"]
    if parameter.required:
        return [shown, "required"]
    return [shown, "" if default in (None, "", False) else f"`{default}`"]


def _cli_gaps() -> Iterator[str]:
    sentences = _sentences("cli.toml")
    known = commands()
    yield from _differences("command", known, sentences)
    for name in known.keys() & sentences.keys():
        given = sentences[name].keys() - {"what"}
        yield from _differences(name, parameters(known[name]), given)
        if not known[name].help:
            yield f"{name}: no help in the program"
        yield from (
            f"{name} {option}: no help in the program"
            for option, parameter in parameters(known[name]).items()
            if not parameter.help
        )


# Schemas ------------------------------------------------------------------------------------------


def schemas() -> dict[str, dict[str, Any]]:
    """Surface → JSON Schema, as shipped."""
    files = sorted((SOURCE / "data" / "schemas").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def _records() -> dict[str, dict[str, Any]]:
    """Record name → its definition, from all schemas."""
    found: dict[str, dict[str, Any]] = {}
    for schema in schemas().values():
        for name, definition in schema["$defs"].items():
            found.setdefault(name.split("_")[0], definition)
    return found


def schemas_page() -> str:
    """Every record that is printed, with its fields."""
    records = _records()
    sentences = _sentences("fields.toml")
    surfaces = [
        [f"`wenzhi.{name.replace('-', '/')}`", *_roots(schema)]
        for name, schema in schemas().items()
    ]
    parts = [
        "# Schemas\n",
        "The shapes that commands print, as JSON Schema (draft 2020-12) in `src/wenzhi/data/schemas/`. "
        "`inspect` prints the bare document `wenzhi.report/1`; every other command prints an envelope. "
        "Fields may be added; a rename or removal takes a new schema number.\n",
        "Spans are `[start, end)` in code points of `text`: see "
        "[Offsets and folding](../explanation/offsets-and-folding.md).\n",
        _table(["schema", "record", "`data`"], surfaces),
    ]
    order = sorted(records, key=lambda name: (name != "ReportDocument", name))
    parts += [_record(name, records[name], sentences[name]) for name in order]
    return "\n".join(parts)


def _roots(schema: Mapping[str, Any]) -> list[str]:
    """The record a surface prints and, for an envelope, what its `data` holds."""
    root = schema["$ref"].rsplit("/", 1)[-1]
    data = schema["$defs"][root]["properties"].get("data")
    return [_type(schema), _type(data) if data else ""]


def _record(name: str, definition: Mapping[str, Any], sentences: Mapping[str, str]) -> str:
    required = definition.get("required", [])
    rows = [
        [
            f"`{field}`",
            "see above" if (name, field) == ("Envelope", "data") else _type(shape),
            "" if field in required else "optional",
            sentences[field],
        ]
        for field, shape in definition["properties"].items()
    ]
    return f"\n## {name}\n\n" + _table(["field", "type", "", "meaning"], rows)


def _type(shape: Mapping[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[-1].split("_")[0]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in shape:
        return " or ".join(_type(part) for part in shape["anyOf"])
    if "enum" in shape:
        return ", ".join("null" if v is None else f"`{json.dumps(v)}`" for v in shape["enum"])
    if shape.get("type") == "array":
        return "[" + _items(shape) + "]"
    if shape.get("type") == "object":
        return "object of " + _type(shape.get("additionalProperties") or {})
    return str(shape.get("type", "any"))


def _items(shape: Mapping[str, Any]) -> str:
    if "prefixItems" in shape:
        return ", ".join(_type(part) for part in shape["prefixItems"])
    return _type(shape.get("items") or {}) + ", …"


def _schema_gaps() -> Iterator[str]:
    records, sentences = _records(), _sentences("fields.toml")
    yield from _differences("record", records, sentences)
    for name in records.keys() & sentences.keys():
        yield from _differences(name, records[name]["properties"], sentences[name])


# Tables -------------------------------------------------------------------------------------------


def _columns(table: str) -> dict[str, str | None]:
    """Column → sentence, or None where there is none."""
    from wenzhi.corpus.tables import SCHEMAS

    sentences, fields = _sentences("tables.toml"), _sentences("fields.toml")
    own = sentences.get(table, {})
    inherited = fields.get(own.get("record", ""), {})
    known = sentences["who"] | inherited | own
    return {name: known.get(name) for name in SCHEMAS[table].names}


def tables_page() -> str:
    """The data dictionary of a corpus."""
    from wenzhi.corpus.tables import SCHEMAS

    sentences = _sentences("tables.toml")
    parts = [
        "# Tables of a corpus\n",
        "The Parquet tables of a snapshot, as `wenzhi query sql` names them and "
        "`wenzhi corpus export` writes them. Null means unknown or not judged; it never means zero. "
        "`end` and `group` are reserved words in SQL and need double quotes.\n",
        "The layout of the directory is told in [The corpus on disk](../explanation/store.md).",
    ]
    for name, schema in SCHEMAS.items():
        known = _columns(name)
        rows = [
            [f"`{field.name}`", _arrow(field.type), known[field.name] or ""] for field in schema
        ]
        head = _table(["column", "type", "meaning"], rows)
        parts.append(f"\n## {name}\n\n{sentences[name]['what']}\n\n{head}")
    return "\n".join(parts)


def _arrow(kind: object) -> str:
    shown = str(kind)
    for long, short in (
        ("struct<start: int64, end: int64>", "span"),
        ("list<item: span>", "list of spans"),
        ("list<item: string>", "list of text"),
        ("list<item: int64>", "list of integers"),
        ("string", "text"),
        ("int64", "integer"),
        ("double", "number"),
        ("bool", "true or false"),
    ):
        shown = shown.replace(long, short)
    return shown


def _table_gaps() -> Iterator[str]:
    from wenzhi.corpus.tables import SCHEMAS

    sentences = _sentences("tables.toml")
    yield from _differences("table", SCHEMAS, sentences.keys() - {"who"})
    for name in SCHEMAS.keys() & sentences.keys():
        known = _columns(name)
        yield from (
            f"table {name}: {column} has no sentence" for column in known if not known[column]
        )
        idle = sentences[name].keys() - {"what", "record"} - known.keys()
        yield from (f"table {name}: {column} is a sentence for nothing" for column in sorted(idle))


# Forms --------------------------------------------------------------------------------------------


def forms_page() -> str:
    """The cells of both official forms, with their labels."""
    from wenzhi.parse.tables.forms import load_form

    parts = [
        "# Forms and fact ids\n",
        "A fact id is `table.row.column`. Labels are the form's own. Which form a report's tables have is "
        "read from their labels, never from the year: old forms appear in later years, and mixtures occur. "
        "The forms are data (`src/wenzhi/data/forms/`).",
    ]
    parts += [_form(load_form(form)) for form in ("2021", "2019")]
    return "\n".join(parts)


def _form(form: Any) -> str:  # noqa: ANN401 # a Form, known only once wenzhi is imported
    from wenzhi.parse.tables.forms import form_cells

    parts = [
        f"\n## Form {form.id}\n\n{form.source}; {len(form_cells(form.id))} cells.",
        f"\n### Form {form.id}, table two: `active`\n",
        _table(["clause", "row", "label", "columns"], list(_active_rows(form))),
        f"\n### Form {form.id}, table three: `applications`\n\n{form.applications.note}\n",
        _table(["column", "label"], [[f"`{c.id}`", c.label] for c in form.applications.columns]),
        "",
        _table(["row", "label", "below"], list(_application_rows(form))),
        f"\n### Form {form.id}, table four\n",
        _table(["block", "label"], list(_review_rows(form))),
        "",
        _table(["column", "label"], [[f"`{c.id}`", c.label] for c in form.review.columns]),
    ]
    return "\n".join(parts)


def _active_rows(form: Any) -> Iterator[list[str]]:  # noqa: ANN401
    for block in form.active.blocks:
        columns = " · ".join(f"`{column.id}` {column.label}" for column in block.columns)
        for row in block.rows:
            yield [block.clause, f"`active.{row.id}`", row.label, columns]


def _application_rows(form: Any) -> Iterator[list[str]]:  # noqa: ANN401
    for row in form.applications.rows:
        yield [f"`applications.{row.id}`", row.label, " › ".join(row.groups)]


def _review_rows(form: Any) -> Iterator[list[str]]:  # noqa: ANN401
    for block in form.review.blocks:
        label = f"{block.head} · {block.label}" if block.head else block.label
        yield [f"`{block.id}`", label]


# --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or compare them with `--check`; 1 where something is missing or differs."""
    lacking = gaps()
    for line in lacking:
        print(line, file=sys.stderr)
    if lacking:
        return 1
    REFERENCE.mkdir(exist_ok=True)
    stale = 0
    for name, text in pages().items():
        path = REFERENCE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{'differs' if '--check' in arguments else 'wrote'} {path.relative_to(ROOT)}")
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
