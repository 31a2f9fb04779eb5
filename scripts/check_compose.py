"""Checks what can be known of deploy/compose.yaml without a container engine: that it fits the image and the
program, and that each service that is not for a try is closed.

usage: check_compose.py PROGRAM   (needs PyYAML; scripts/test-deploy has it)
"""

import re
import subprocess
import sys
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parent.parent / "deploy"
HELP = subprocess.run([sys.argv[1], "serve", "--help"], check=True, capture_output=True, text=True).stdout
IMAGE = (DEPLOY / "Dockerfile").read_text()
# --tenant-timeout, and 15 seconds for a body to come and an answer to leave.
MINIMUM_GRACE = 45

compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
port = re.search(r"^EXPOSE (\d+)$", IMAGE, re.M).group(1)
for name, service in compose["services"].items():
    build = service["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert (context / build["dockerfile"]).is_file(), f"{name}: no {build['dockerfile']}"
    command, *flags = service["command"]
    assert command == "serve"
    for flag in (word for word in flags if word.startswith("--")):
        assert re.search(rf"^ +{flag}( <|$)", HELP, re.M), f"{name}: no flag {flag}"
    for variable in service.get("environment", {}):
        assert f"[env: {variable}=" in HELP, f"{name}: no variable {variable}"
    for published in service["ports"]:
        host, _, inside = published.split(":")
        assert (host, inside) == ("127.0.0.1", port), f"{name}: {published}"
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"], name
    assert service["security_opt"] == ["no-new-privileges:true"], name
    if "profiles" not in service:
        assert "--api-keys" in flags and "--allow-anonymous" not in flags, f"{name} is open"
        assert int(service["stop_grace_period"].rstrip("s")) >= MINIMUM_GRACE, name
    for secret in service.get("secrets", []):
        assert f"/run/secrets/{secret}" in flags and secret in compose["secrets"], f"{name}: {secret}"
