"""Checks deploy/alerts.yaml and deploy/dashboard.json: that they name only metrics of docs/metrics.md, that each
alert is tested, and that Grafana can show the dashboard. Writes the dashboard's queries as rules, which
promtool can check.

usage: check_metrics.py RULES_OUT   (needs PyYAML; scripts/test-deploy has it)
"""

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COLUMNS = 24

DOCS = ROOT / "docs"
metrics = (DOCS / "metrics.md").read_text()
errors = (DOCS / "errors.md").read_text()
table = [line for line in metrics.splitlines() if line.startswith("| `prowfm_")]
known = {name for row in table for name in re.findall(r"prowfm_[a-z_]+", row.split(" | ")[0])}
# What Prometheus makes of a histogram.
known |= {name + end for name in known if name.endswith("_seconds") for end in ("_bucket", "_sum", "_count")}


def check_names(where, text):
    """Of metrics, and of error codes."""
    named = set(re.findall(r"\bprowfm_[a-z_]+", text))
    assert named, f"no metric in {where}"
    assert named <= known, f"{where}: not in docs/metrics.md: {sorted(named - known)}"
    for code in "|".join(re.findall(r'error!?=~?"([a-z_|]+)"', text)).split("|"):
        assert not code or f"`{code}`" in errors, f"{where}: docs/errors.md does not name the error {code}"


def check_alerts():
    rules = [r for g in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for r in g["rules"]]
    tests = (DEPLOY / "alerts.test.yaml").read_text()
    for rule in rules:
        check_names(rule["alert"], rule["expr"])
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert f'"{rule["alert"]}"' in tests, f"alerts.test.yaml: {rule['alert']} is not tested"


def check_dashboard(rules_out):
    panels = json.loads((DEPLOY / "dashboard.json").read_text())["panels"]
    assert len({p["id"] for p in panels}) == len(panels)
    taken, queries = set(), []
    for panel in panels:
        place = panel["gridPos"]
        cells = {(place["x"] + i, place["y"] + j) for i in range(place["w"]) for j in range(place["h"])}
        assert not taken & cells and place["x"] + place["w"] <= COLUMNS, f"{panel['title']} is over another panel"
        taken |= cells
        assert panel["description"] and panel["targets"]
        for target in panel["targets"]:
            check_names(panel["title"], target["expr"])
            query = target["expr"].replace("$__rate_interval", "5m").replace("$job", ".+")
            assert "$" not in query, query
            queries.append({"record": f"query:{len(queries)}", "expr": query})
    rules = {"groups": [{"name": "dashboard", "rules": queries}]}
    Path(rules_out).write_text(yaml.safe_dump(rules))


check_alerts()
check_dashboard(sys.argv[1])
