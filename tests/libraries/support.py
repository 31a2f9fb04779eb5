"""What the tests of the Python libraries share: the services and the accounts of the sandbox."""

import os

import requests

SERVICES = {"legacy": os.environ["LEGACY_URL"], "UKG Authentication": os.environ["UKG_URL"]}
USER = {"username": "api.user", "password": "sandbox-password"}
CLIENT = ("sandbox-client", "sandbox-secret")
# A client that gets tokens without a user, at UKG Authentication.
NON_INTERACTIVE = ("sandbox-service", "sandbox-secret")


def discovered(url):
    """The metadata at an address that was made of the issuer."""
    response = requests.get(url, timeout=30)
    response.raise_for_status()
    metadata = response.json()
    assert url.startswith(metadata["issuer"]), metadata
    return metadata
