"""Reads a run's outputs with the programs that others use, and prints what they found as JSON. Arguments: folder, schema of JUnit."""

import json
import sys
from pathlib import Path

import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

folder, schema = Path(sys.argv[1]), sys.argv[2]
junit = folder / "junit.xml"
cases = [
    {
        "suite": suite.name,
        "name": case.name,
        "result": ["failure" if isinstance(r, Failure) else "error" if isinstance(r, Error) else "skipped" for r in case.result if isinstance(r, (Failure, Error, Skipped))],
    }
    for suite in JUnitXml.fromfile(str(junit))
    for case in suite
]
faults = [str(error.reason) for error in xmlschema.XMLSchema(schema).iter_errors(str(junit))]

families = list(text_string_to_metric_families((folder / "evenhand.prom").read_text()))
samples = [[s.name, s.labels, s.value] for family in families for s in family.samples]

markdown = MarkdownIt("gfm-like").parse((folder / "report.md").read_text())
kinds, codes, html = {}, [], []


def walk(tokens):
    for token in tokens:
        kinds[token.type] = kinds.get(token.type, 0) + 1
        if token.type == "code_inline":
            codes.append(token.content)
        if token.type.startswith("html_"):
            html.append(token.content.strip())
        walk(token.children or [])


walk(markdown)
print(json.dumps({"cases": cases, "faults": faults, "samples": samples, "kinds": kinds, "codes": codes, "html": html}))
