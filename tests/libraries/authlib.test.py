"""Authlib in its default settings: the client by HTTP Basic, not form-encoded."""

import unittest

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

from support import CLIENT, NON_INTERACTIVE, SERVICES, USER, discovered


def metadata_of(service):
    return AuthorizationServerMetadata(discovered(get_well_known_url(service, external=True)))


class Authlib(unittest.TestCase):
    def test_a_password_a_refresh_and_a_revocation(self):
        for name, service in SERVICES.items():
            with self.subTest(name):
                metadata = metadata_of(service)
                for check in ("issuer", "token_endpoint", "token_endpoint_auth_methods_supported",
                              "service_documentation", "revocation_endpoint",
                              "revocation_endpoint_auth_methods_supported"):
                    getattr(metadata, f"validate_{check}")()
                session = OAuth2Session(*CLIENT)
                token = session.fetch_token(metadata["token_endpoint"], **USER)
                refresh_token = token["refresh_token"]
                self.assertEqual(token["token_type"], "Bearer")
                refreshed = session.refresh_token(metadata["token_endpoint"], refresh_token)
                self.assertNotEqual(refreshed["access_token"], token["access_token"])
                revoked = session.revoke_token(
                    metadata["revocation_endpoint"], refresh_token, "refresh_token")
                self.assertEqual((revoked.status_code, revoked.json()), (200, {}))
                with self.assertRaises(OAuthError):
                    session.refresh_token(metadata["token_endpoint"], refresh_token)

    def test_a_token_without_a_user(self):
        session = OAuth2Session(*NON_INTERACTIVE)
        endpoint = metadata_of(SERVICES["UKG Authentication"])["token_endpoint"]
        # Its default grant type, because there is no user name.
        token = session.fetch_token(endpoint)
        self.assertNotIn("refresh_token", token)

    def test_a_wrong_secret(self):
        for (name, service), code in zip(SERVICES.items(), ("invalid_client", "access_denied")):
            with self.subTest(name), self.assertRaises(OAuthError) as raised:
                session = OAuth2Session(CLIENT[0], "wrong")
                session.fetch_token(metadata_of(service)["token_endpoint"], **USER)
            self.assertEqual(raised.exception.error, code)


unittest.main(verbosity=2)
