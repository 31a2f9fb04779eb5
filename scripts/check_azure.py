"""Checks deploy/azure without Azure and without Bicep's compiler: that the files parse, that names are
declared, that resources have the structure of Azure's own models of the same API version, and that the
settings are those of the program.

usage: check_azure.py PROGRAM   (scripts/test-deploy has the packages)
"""

import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import tree_sitter_bicep
from tree_sitter import Language, Parser

AZURE = Path(__file__).parent.parent / "deploy" / "azure"
PROGRAM = sys.argv[1]
PARSER = Parser(Language(tree_sitter_bicep.language()))

# The model of each resource, in the package whose pinned version is for this API version.
MODELS = {
    "Microsoft.App/containerApps@2025-07-01": "appcontainers.models.ContainerApp",
    "Microsoft.App/managedEnvironments@2025-07-01": "appcontainers.models.ManagedEnvironment",
    "Microsoft.Authorization/roleAssignments@2022-04-01":
        "authorization.v2022_04_01.models.RoleAssignmentCreateParameters",
    "Microsoft.Cache/redisEnterprise@2025-07-01": "redisenterprise.models.Cluster",
    "Microsoft.Cache/redisEnterprise/databases@2025-07-01": "redisenterprise.models.Database",
    "Microsoft.KeyVault/vaults@2025-05-01": "keyvault.models.VaultCreateOrUpdateParameters",
    "Microsoft.KeyVault/vaults/secrets@2025-05-01": "keyvault.models.SecretCreateOrUpdateParameters",
    "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30": "msi.v2024_11_30.models.Identity",
    "Microsoft.Network/natGateways@2024-05-01": "network.models.NatGateway",
    "Microsoft.Network/privateDnsZones@2024-06-01": "privatedns.models.PrivateZone",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01":
        "privatedns.models.VirtualNetworkLink",
    "Microsoft.Network/privateEndpoints@2024-05-01": "network.models.PrivateEndpoint",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01":
        "network.models.PrivateDnsZoneGroup",
    "Microsoft.Network/publicIPAddresses@2024-05-01": "network.models.PublicIPAddress",
    "Microsoft.Network/virtualNetworks@2024-05-01": "network.models.VirtualNetwork",
    "Microsoft.OperationalInsights/workspaces@2025-07-01": "loganalytics.models.Workspace",
}
# Bicep's own, beside what the models have.
OF_BICEP = {"name", "parent", "scope", "dependsOn"}
FUNCTIONS = {
    "cidrSubnet", "concat", "empty", "guid", "items", "json", "map", "resourceGroup", "subscription",
    "subscriptionResourceId", "uniqueString", "utcNow",
}


def text(node):
    return node.text.decode()


def named(node, *types):
    return [c for c in node.children if c.is_named and (not types or c.type in types)]


def literal(node):
    """The text of a string without interpolation, else None."""
    if node.type == "string" and not named(node, "interpolation"):
        return text(node)[1:-1]
    return None


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def properties(node):
    pairs = (named(p) for p in named(node, "object_property"))
    return {text(pair[0]).strip("'"): pair[-1] for pair in pairs}


def shape(model):
    """Key -> (type, read-only, required, values of an enumeration); flattened keys are nested again."""
    module, parameters = sys.modules[model.__module__], inspect.signature(model.__init__).parameters
    nested, rules = {}, getattr(model, "_validation", {})
    for attribute, entry in model._attribute_map.items():
        rule = rules.get(attribute, {})
        enumeration = None
        if attribute in parameters:
            for name in re.findall(r"_models\.(\w+)", str(parameters[attribute].annotation)):
                enumeration = getattr(importlib.import_module(module.__package__), name)
        values = {v.value for v in enumeration} if hasattr(enumeration, "__members__") else None
        *folders, key = [k.replace("\\.", ".") for k in re.split(r"(?<!\\)\.", entry["key"])]
        place = nested
        for folder in folders:
            place = place.setdefault(folder, {})
        place[key] = (entry["type"], rule.get("readonly", False), rule.get("required", False), values)
    return nested


class Template:
    def __init__(self, path):
        self.path = path
        tree = PARSER.parse(path.read_bytes())
        broken = [n for n in walk(tree.root_node) if n.type == "ERROR" or n.is_missing]
        assert not broken, f"{path.name}: line {broken[0].start_point[0] + 1} is not Bicep"
        self.root = tree.root_node
        kinds = {k: {} for k in ("parameter", "variable", "resource", "module", "output")}
        for node in walk(tree.root_node):
            kind = node.type.removesuffix("_declaration")
            if kind in kinds and node.type != kind:
                kinds[kind][text(named(node, "identifier")[0])] = node
        self.kinds = kinds

    def required(self):
        return {n for n, node in self.kinds["parameter"].items() if "=" not in map(text, node.children)}

    def need(self, condition, node, message):
        if not condition:
            raise SystemExit(f"FAILED: {self.path.name}: line {node.start_point[0] + 1}: {message}")

    def check_names(self):
        declared = {name for kind, names in self.kinds.items() if kind != "output" for name in names}
        used = set()
        for node in walk(self.root):
            if node.type == "for_statement":
                loop = [c.type for c in node.children].index("in")
                declared |= {text(c) for v in node.children[:loop] for c in walk(v) if not c.children}
            if node.type == "lambda_expression":
                declared.add(text(named(node)[0]))
        for node in walk(self.root):
            if node.type != "identifier":
                continue
            parent, name = node.parent, text(node)
            first = named(parent)[0].id == node.id
            if parent.type.endswith("_declaration") and first or parent.type == "object_property" and first:
                continue
            if parent.type in ("decorator", "type", "primitive_type") or in_decorator(node):
                continue
            if parent.type == "call_expression" and first:
                self.need(name in FUNCTIONS, node, f"no function {name}")
                continue
            self.need(name in declared, node, f"{name} is not declared")
            used.add(name)
        for kind in ("parameter", "variable"):
            for name, node in self.kinds[kind].items():
                self.need(name in used, node, f"{name} is not used")

    def alternatives(self, node):
        """The literals that an expression can be: of variables, branches, arguments of concat, loops."""
        if node.type in ("object", "array"):
            yield node
            return
        inner = []
        if node.type == "identifier" and text(node) in self.kinds["variable"]:
            inner = [self.kinds["variable"][text(node)].children[-1]]
        elif node.type in ("ternary_expression", "for_statement", "lambda_expression"):
            inner = named(node)
        elif node.type == "call_expression" and text(named(node)[0]) in ("concat", "map"):
            inner = named(named(node, "arguments")[0])
        for part in inner:
            yield from self.alternatives(part)

    def check_resources(self):
        for node in self.kinds["resource"].values():
            kind = literal(named(node, "string")[0])
            if "existing" in [text(c) for c in node.children]:
                continue
            self.need(kind in MODELS, node, f"no model of {kind}")
            package, name = MODELS[kind].rsplit(".", 1)
            model = getattr(importlib.import_module(f"azure.mgmt.{package}"), name)
            body = next(n for n in walk(node) if n.type == "object")
            self.check_object(body, shape(model), model, OF_BICEP)

    def check_object(self, node, known, model, extra=frozenset()):
        given = properties(node)
        for key, value in given.items():
            if key in extra:
                continue
            self.need(key in known, value, f"{model.__name__} has no {key}, but {sorted(known)}")
            if isinstance(known[key], dict):
                for inner in self.alternatives(value):
                    self.check_object(inner, known[key], model)
                continue
            kind, readonly, _, values = known[key]
            self.need(not readonly, value, f"{key} is read-only")
            self.check_value(value, key, kind, values, model)
        for key, entry in known.items():
            needed = not isinstance(entry, dict) and entry[2] and not entry[1]
            self.need(not needed or key in given or key in extra, node, f"{model.__name__} needs {key}")

    def check_value(self, value, key, kind, values, model):
        wrong = {"number": kind not in ("int", "float", "long"), "boolean": kind != "bool",
                 "string": kind in ("int", "bool", "float") or kind[0] in "[{"}
        self.need(not wrong.get(value.type, False), value, f"{key} is {kind}")
        if values and literal(value) is not None:
            allowed = {v.lower() for v in values}
            self.need(literal(value).lower() in allowed, value, f"{key} is one of {sorted(values)}")
        inner = kind.strip("[]{}")
        nested = getattr(importlib.import_module(sys.modules[model.__module__].__package__), inner, None)
        for part in self.alternatives(value):
            if part.type == "array":
                self.need(kind.startswith("["), part, f"{key} is {kind}")
                elements = named(part)
            elif kind.startswith("{"):
                elements = list(properties(part).values())
            else:
                elements = [part]
            for element in elements:
                for item in self.alternatives(element):
                    if nested is not None and item.type == "object":
                        self.check_object(item, shape(nested), nested)

    def check_modules(self):
        for name, node in self.kinds["module"].items():
            other = Template(AZURE / literal(named(node, "string")[0]))
            given = set(properties(properties(named(node, "object")[0])["params"]))
            known = set(other.kinds["parameter"])
            self.need(given <= known, node, f"no parameters {given - known}")
            self.need(other.required() <= given, node, f"needs {other.required() - given}")
            for output in re.findall(rf"\b{name}\.outputs\.(\w+)", self.path.read_text()):
                self.need(output in other.kinds["output"], node, f"no output {output}")


def in_decorator(node):
    while node is not None and node.type != "decorator":
        node = node.parent
    return node is not None


def check_parameters(main):
    given = re.findall(r"^param (\w+) =", (AZURE / "example.bicepparam").read_text(), re.M)
    known = main.kinds["parameter"]
    assert set(given) <= set(known), f"example.bicepparam: {set(given) - set(known)}"
    assert main.required() <= set(given), f"example.bicepparam: needs {main.required() - set(given)}"


def run(*arguments, **variables):
    environment = os.environ | variables
    ended = subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended


def check_facade(main):
    source = main.path.read_text()
    secrets = set(re.findall(r"'([a-z-]+)'", source.split("var secretNames = [")[1].split("]")[0]))
    both = source + (AZURE / "redis.bicep").read_text()
    stored = re.findall(r"parent: vault\n  name: '([a-z-]+)'", both)
    assert secrets == set(stored), f"the app reads {secrets}, and the vault has {stored}"
    settings = dict(re.findall(r"\{ name: '(PROWFM_[A-Z_]+)', value: ?(.*) \}", source))
    used = {v.split("/")[1].rstrip("'") for v in settings.values() if v.startswith("'${files}/")}
    assert used == secrets, f"files {used} of {secrets}"
    assert set(re.findall(r"path: '(/[^']*)'", source)) == {"/health/live", "/health/ready"}
    ports = set(re.findall(r"(?:port|targetPort): (\d+)", source))
    assert ports == {settings["PROWFM_LISTEN"].strip("'").split(":")[1]}, ports
    assert settings["PROWFM_ADMIN_LISTEN"].startswith("'127.0.0.1:"), "metrics are for the replica only"
    help_text = run("serve", "--help").stdout
    for document in [*AZURE.glob("*.bicep*"), AZURE / "README.md"]:
        for variable in re.findall(r"PROWFM_[A-Z_]+", document.read_text()):
            assert re.search(rf"\[env: {variable}[=\]]", help_text), f"the program does not know {variable}"
    # Values that are known only in Azure have an example here.
    values = {k: v.strip("'").replace("${files}", "/etc/prowfm-auth") for k, v in settings.items()}
    values |= {
        "PROWFM_PUBLIC_URL": "https://tokens.example.com",
        "PROWFM_TENANT": "https://acme.prd.mykronos.com",
        "PROWFM_REDIS": "rediss://redis.example.com:10000",
    }
    run("serve", "--print-config", **values)
    default = re.search(r"--tenant-timeout <.*?\[default: (\d+)s]", help_text, re.S).group(1)
    grace = int(re.search(r"terminationGracePeriodSeconds: (\d+)", source).group(1))
    stop = int(settings["PROWFM_STOP_DELAY"].strip("s'")) + int(default) + 15
    assert grace > stop, f"terminationGracePeriodSeconds: {grace} s are not enough for {stop} s"


templates = [Template(path) for path in sorted(AZURE.glob("*.bicep"))]
for template in templates:
    template.check_names()
    template.check_resources()
    template.check_modules()
main = next(t for t in templates if t.path.name == "main.bicep")
check_parameters(main)
check_facade(main)
