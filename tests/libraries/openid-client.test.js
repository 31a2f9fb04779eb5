// openid-client in its default settings: the client in the body. It checks the issuer of an ID token, which is
// the tenant and not the facade, so at the legacy service, which always issues one, it discovers and revokes only.

import assert from "node:assert/strict";
import test from "node:test";
import * as client from "openid-client";
import { CLIENT, NON_INTERACTIVE, SERVICES, USER } from "./support.js";

const discovered = (url, { id, secret }, authentication) =>
  client.discovery(new URL(url), id, secret, authentication, { algorithm: "oauth2" });

// The second one is what RFC 6749 prefers.
const ways = { "by default": undefined, "by HTTP Basic": client.ClientSecretBasic(CLIENT.secret) };

for (const [way, authentication] of Object.entries(ways)) {
  test(`openid-client, ukg, ${way}: a password, a refresh and a revocation`, async () => {
    const config = await discovered(SERVICES.ukg, CLIENT, authentication);
    const metadata = config.serverMetadata();
    assert.equal(metadata.token_endpoint, `${SERVICES.ukg}/oauth/token`);
    const token = await client.genericGrantRequest(config, "password", USER);
    const refreshed = await client.refreshTokenGrant(config, token.refresh_token);
    assert.notEqual(refreshed.access_token, token.access_token);
    await client.tokenRevocation(config, token.refresh_token);
    const refusal = { name: "ResponseBodyError", error: "invalid_grant" };
    await assert.rejects(client.refreshTokenGrant(config, token.refresh_token), refusal);
  });
}

test("openid-client, legacy: a revocation", async () => {
  const config = await discovered(SERVICES.legacy, CLIENT);
  await client.tokenRevocation(config, "unknown");
});

test("openid-client, ukg: a token without a user", async () => {
  const config = await discovered(SERVICES.ukg, NON_INTERACTIVE);
  const token = await client.clientCredentialsGrant(config);
  assert.equal(token.refresh_token, undefined);
});

test("openid-client: a wrong secret", async () => {
  for (const [url, code] of [[SERVICES.legacy, "invalid_client"], [SERVICES.ukg, "access_denied"]]) {
    const config = await discovered(url, { id: CLIENT.id, secret: "wrong" });
    const refusal = client.genericGrantRequest(config, "password", USER);
    await assert.rejects(refusal, { name: "ResponseBodyError", error: code });
  }
});

test("openid-client: a wrong secret by HTTP Basic is a challenge", async () => {
  for (const url of Object.values(SERVICES)) {
    const config = await discovered(url, CLIENT, client.ClientSecretBasic("wrong"));
    const refusal = client.genericGrantRequest(config, "password", USER);
    await assert.rejects(refusal, { name: "WWWAuthenticateChallengeError", status: 401 });
  }
});
