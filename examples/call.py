#!/usr/bin/env python3
"""Gets a token, uses the refresh token, and revokes it. Needs Python 3.8 and nothing else.

    WFM_USERNAME=… WFM_PASSWORD=… WFM_CLIENT_ID=… WFM_CLIENT_SECRET=… examples/call.py [URL]

URL is the address of the service, http://127.0.0.1:8080 if left out. Optional: WFM_VANITY_URL (which
tenant), WFM_API_KEY (if the service asks for a key), WFM_APP_KEY (tenants before 2024.R1).
"""

import json
import os
import sys
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
HEADERS = {
    "X-WFM-Vanity-Url": os.environ.get("WFM_VANITY_URL"),
    "X-API-Key": os.environ.get("WFM_API_KEY"),
    "appkey": os.environ.get("WFM_APP_KEY"),
}


class Refused(Exception):
    """The body of an error: error, error_description, perhaps hint, request_id."""

    def __init__(self, status, body):
        super().__init__(
            f"{status} {body.get('error')}: {body.get('error_description')}\n"
            f"hint: {body.get('hint', '')}\n"
            f"request id, for the log of the service: {body.get('request_id')}"
        )


def call(path, **fields):
    """Sends the fields with the client's credentials and returns the response's JSON object."""
    fields["client_id"] = os.environ["WFM_CLIENT_ID"]
    fields["client_secret"] = os.environ["WFM_CLIENT_SECRET"]
    headers = {name: value for name, value in HEADERS.items() if value}
    request = Request(URL + path, urlencode(fields).encode(), headers)
    try:
        with urlopen(request, timeout=60) as response:
            return json.load(response)
    except HTTPError as error:
        try:
            body = json.load(error)
        except ValueError:
            # Not from this service: a proxy in front of it, perhaps.
            raise error from None
        raise Refused(error.code, body) from None


def main():
    tokens = call(
        "/api/authentication/access_token",
        username=os.environ["WFM_USERNAME"],
        password=os.environ["WFM_PASSWORD"],
    )
    print(f"got a token for {tokens.get('expires_in')} seconds")
    # Calls of the WFM API carry it: "Authorization": f"Bearer {tokens['access_token']}"

    refresh_token = tokens.get("refresh_token")
    if not refresh_token:
        return
    tokens = call("/api/authentication/refresh_token", refresh_token=refresh_token)
    print(f"refreshed it for {tokens.get('expires_in')} seconds")
    # Only some users get a new refresh token with it; the old one stays valid for all others.
    refresh_token = tokens.get("refresh_token", refresh_token)

    call("/api/authentication/token/revoke", token=refresh_token)
    print("revoked it")


if __name__ == "__main__":
    try:
        main()
    except KeyError as missing:
        sys.exit(f"set the environment variable {missing.args[0]}")
    except (Refused, URLError) as error:
        sys.exit(str(error))
