"""Checks what no schema knows about the files in deploy/: that they fit together and fit the program.

usage: check_deploy.py PROGRAM BASE OVERLAY   (the last two as Kustomize builds them; needs PyYAML;
scripts/test-deploy has both)
"""

import base64
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parent.parent / "deploy"
PROGRAM = sys.argv[1]
# After --tenant-timeout: for the body of a call, and for its answer to leave.
MARGIN = 15

resources = [r for r in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()) if r]
def named(some):
    return {(r["kind"], r["metadata"]["name"]): r for r in some}


by_name = named(resources)
service_help = subprocess.run([PROGRAM, "serve", "--help"], check=True, capture_output=True, text=True).stdout


def find(kind, name):
    assert (kind, name) in by_name, f"there is no {kind} {name}"
    return by_name[kind, name]


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(ms|s|m|min)?", str(text)).groups()
    return int(number) * {"ms": 0.001, "s": 1, None: 1, "m": 60, "min": 60}[unit]


def default_of(flag):
    section = service_help.split(f"{flag} <", 1)[1].split("\n      --", 1)[0]
    return re.search(r"\[default: (.*?)]", section).group(1)


def pods(selector):
    """The pod templates that a selector finds: never none."""
    found = [
        r for r in resources
        if r["kind"] == "Deployment"
        and selector.items() <= r["spec"]["template"]["metadata"]["labels"].items()
    ]
    assert found, f"{selector} selects nothing"
    return [r["spec"]["template"]["spec"] for r in found]


def has_port(spec, port):
    ports = [port for c in spec["containers"] for p in c["ports"] for port in p.values()]
    assert port in ports, f"no port {port} among {ports}"


def check_pod(deployment):
    template = deployment["spec"]["template"]
    pods(deployment["spec"]["selector"]["matchLabels"])
    spec = template["spec"]
    find("ServiceAccount", spec["serviceAccountName"])
    assert spec["automountServiceAccountToken"] is False and spec["enableServiceLinks"] is False
    # The restricted Pod Security Standard, and no root file system to write to.
    security = spec["securityContext"]
    assert security["runAsNonRoot"] is True and security["runAsUser"] > 0
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    for volume in spec["volumes"]:
        if "secret" in volume:
            find("Secret", volume["secret"]["secretName"])
        elif "configMap" in volume:
            find("ConfigMap", volume["configMap"]["name"])
        else:
            raise AssertionError(f"not a volume of the restricted standard: {volume}")
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        mounted = {m["name"] for m in container["volumeMounts"]}
        assert mounted == {v["name"] for v in spec["volumes"]}
        assert not any("subPath" in m for m in container["volumeMounts"])
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container[probe]
            has_port(spec, (asked.get("httpGet") or asked["tcpSocket"])["port"])


def files_of(spec, container, folder):
    """Puts the volumes of a container below a folder, as they would be mounted."""
    volumes = {v["name"]: v for v in spec["volumes"]}
    for mount in container["volumeMounts"]:
        volume = volumes[mount["name"]]
        if "secret" in volume:
            content = find("Secret", volume["secret"]["secretName"])["stringData"]
        else:
            content = find("ConfigMap", volume["configMap"]["name"])["data"]
        target = Path(folder + mount["mountPath"])
        target.mkdir(parents=True)
        for name, text in content.items():
            (target / name).write_text(text)


def check_facade():
    spec = find("Deployment", "prowfm-auth")["spec"]["template"]["spec"]
    container = spec["containers"][0]
    flags = dict(argument.split("=", 1) for argument in container["args"][1:])
    grace = spec["terminationGracePeriodSeconds"]
    stop = seconds(flags["--stop-delay"]) + seconds(default_of("--tenant-timeout")) + MARGIN
    assert grace > stop, f"terminationGracePeriodSeconds: {grace} s are not enough for {stop} s"
    with tempfile.TemporaryDirectory() as folder:
        files_of(spec, container, folder)
        arguments = [
            a.replace("=/etc/", f"={folder}/etc/") for a in container["args"]
        ]
        # Settings are in order; with the placeholder of either key file it does not start.
        subprocess.run([PROGRAM, *arguments, "--print-config"], check=True, stdout=subprocess.DEVNULL)

        def refused(reason):
            ended = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20)
            assert ended.returncode == 1 and reason in ended.stderr, ended.stderr

        refused("line 1")
        Path(folder + flags["--api-keys"]).write_text(f"name sha256:{'0' * 64} tenant=*\n")
        refused("--log-user-key-file")


def check_redis_start():
    spec = find("Deployment", "prowfm-auth-redis")["spec"]["template"]["spec"]
    container = spec["containers"][0]
    with tempfile.TemporaryDirectory() as folder:
        files_of(spec, container, folder)
        fake = Path(folder, "redis-server")
        fake.write_text('#!/bin/sh\necho "$@"\ncat\n')
        fake.chmod(0o755)

        def start():
            command = [c.replace("/etc/redis", f"{folder}/etc/redis") for c in container["command"]]
            environment = {"PATH": f"{folder}:/usr/bin:/bin"}
            return subprocess.run(command, env=environment, capture_output=True, text=True)

        password = Path(folder, "etc/redis/password")
        for unset in (password.read_text(), "", "\n", "two words"):
            password.write_text(unset)
            assert start().returncode == 1, f"Redis starts with {unset!r}"
        for end in ("", "\n"):
            password.write_text(f"c0ffee{end}")
            started = start()
            assert started.returncode == 0 and started.stdout.startswith("-\nrequirepass c0ffee\nsave"), started


def check_kubernetes():
    for resource in resources:
        kind, spec = resource["kind"], resource.get("spec", {})
        if kind != "Namespace":
            find("Namespace", resource["metadata"]["namespace"])
        if kind == "Deployment":
            check_pod(resource)
        elif kind == "Service":
            for pod in pods(spec["selector"]):
                for port in spec["ports"]:
                    has_port(pod, port["targetPort"])
        elif kind == "PodDisruptionBudget":
            pods(spec["selector"]["matchLabels"])
        elif kind == "HorizontalPodAutoscaler":
            target = find(spec["scaleTargetRef"]["kind"], spec["scaleTargetRef"]["name"])
            assert spec["minReplicas"] >= 2 and "replicas" not in target["spec"]
        elif kind == "NetworkPolicy":
            assert spec["policyTypes"] == ["Ingress", "Egress"]
            for pod in pods(spec["podSelector"]["matchLabels"]):
                for rule in spec["ingress"]:
                    for port in rule["ports"]:
                        has_port(pod, port["port"])
        elif kind == "Ingress":
            hosts = {host for tls in spec["tls"] for host in tls["hosts"]}
            for rule in spec["rules"]:
                assert rule["host"] in hosts
                for path in rule["http"]["paths"]:
                    service = path["backend"]["service"]
                    ports = find("Service", service["name"])["spec"]["ports"]
                    assert service["port"]["name"] in [p["name"] for p in ports]
        elif kind == "Secret":
            values = resource["stringData"].values()
            assert all(value.strip() == "replace-me" for value in values), "not a placeholder"
    check_facade()
    check_redis_start()


def check_kustomize():
    base, overlay = (named(yaml.safe_load_all(Path(built).read_text())) for built in sys.argv[2:4])
    assert base == by_name, "the base is not kubernetes.yaml"
    assert overlay.keys() == by_name.keys()
    changed = {key for key in overlay if overlay[key] != by_name[key]}
    secrets = {key for key in overlay if key[0] == "Secret"}
    assert len(secrets) == 3 and changed - secrets == {
        (kind, "prowfm-auth") for kind in ("ConfigMap", "Deployment", "Ingress", "NetworkPolicy")
    }, changed
    assert "replace-me" not in yaml.safe_dump(list(overlay.values()))
    for key in secrets:
        # Under the file names that the pods read, and nothing of the placeholders.
        assert overlay[key]["data"].keys() == by_name[key]["stringData"].keys() and "stringData" not in overlay[key]
        for value in overlay[key]["data"].values():
            assert base64.b64decode(value).endswith(b" of the test\n")


def check_unit():
    unit = (DEPLOY / "prowfm-auth.service").read_text()
    given = seconds(re.search(r"^TimeoutStopSec=(.*)$", unit, re.M).group(1))
    stop = seconds(default_of("--tenant-timeout")) + MARGIN
    assert given > stop, f"TimeoutStopSec: {given} s are not enough for {stop} s"
    for flag in re.findall(r"--[a-z-]+", unit.split("ExecStart=")[1].split("\n\n")[0]):
        assert flag in service_help, f"the program does not know {flag}"
    # Also in lines that are commented out.
    for variable in re.findall(r"PROWFM_[A-Z_]+", unit):
        assert f"[env: {variable}=" in service_help, f"the program does not know {variable}"
    credentials = set(re.findall(r"LoadCredential=([a-z-]+):", unit))
    assert credentials == set(re.findall(r"%d/([a-z-]+)", unit)), "credentials and their uses differ"


def check_dockerfile():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    manifest = (DEPLOY.parent / "Cargo.toml").read_text()
    rust = re.search(r'^rust-version = "(.*)"', manifest, re.M).group(1)
    assert f"FROM rust:{rust}-" in dockerfile, "not the Rust of Cargo.toml"


check_kubernetes()
check_kustomize()
check_unit()
check_dockerfile()
