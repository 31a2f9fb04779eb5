"""requests-oauthlib in its default settings: HTTP Basic for a token, the body for a refresh."""

import unittest

from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from support import CLIENT, NON_INTERACTIVE, SERVICES, USER, discovered


def metadata_of(service):
    return discovered(f"{service}/.well-known/oauth-authorization-server")


class RequestsOauthlib(unittest.TestCase):
    def test_a_password_a_refresh_and_a_revocation(self):
        client_id, client_secret = CLIENT
        for name, service in SERVICES.items():
            with self.subTest(name):
                metadata = metadata_of(service)
                endpoint = metadata["token_endpoint"]
                session = OAuth2Session(client=LegacyApplicationClient(client_id))
                token = session.fetch_token(
                    endpoint, client_id=client_id, client_secret=client_secret, **USER)
                refresh = {"refresh_token": token["refresh_token"], "client_id": client_id,
                           "client_secret": client_secret}
                refreshed = session.refresh_token(endpoint, **refresh)
                self.assertNotEqual(refreshed["access_token"], token["access_token"])
                # It prepares a revocation and leaves the request to requests.
                url, headers, body = session._client.prepare_token_revocation_request(
                    metadata["revocation_endpoint"], token["refresh_token"], "refresh_token")
                revoked = session.post(url, data=body, headers=headers, withhold_token=True,
                                       auth=HTTPBasicAuth(client_id, client_secret))
                self.assertEqual((revoked.status_code, revoked.json()), (200, {}))
                with self.assertRaises(OAuth2Error):
                    session.refresh_token(endpoint, **refresh)

    def test_a_token_without_a_user(self):
        client_id, client_secret = NON_INTERACTIVE
        session = OAuth2Session(client=BackendApplicationClient(client_id))
        endpoint = metadata_of(SERVICES["UKG Authentication"])["token_endpoint"]
        token = session.fetch_token(endpoint, client_id=client_id, client_secret=client_secret)
        self.assertNotIn("refresh_token", token)

    def test_a_wrong_secret(self):
        for (name, service), code in zip(SERVICES.items(), ("invalid_client", "access_denied")):
            with self.subTest(name), self.assertRaises(OAuth2Error) as raised:
                session = OAuth2Session(client=LegacyApplicationClient(CLIENT[0]))
                session.fetch_token(metadata_of(service)["token_endpoint"],
                                    client_id=CLIENT[0], client_secret="wrong", **USER)
            self.assertEqual(raised.exception.error, code)


unittest.main(verbosity=2)
