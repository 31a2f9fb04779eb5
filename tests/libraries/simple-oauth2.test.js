// simple-oauth2 in its default settings: the client by HTTP Basic, form-encoded, and the paths /oauth/token
// and /oauth/revoke, so that the host alone has to be set.

import assert from "node:assert/strict";
import test from "node:test";
import { ClientCredentials, ResourceOwnerPassword } from "simple-oauth2";
import { CLIENT, NON_INTERACTIVE, SERVICES, USER } from "./support.js";

const codes = { legacy: "invalid_client", ukg: "access_denied" };

for (const [name, tokenHost] of Object.entries(SERVICES)) {
  test(`simple-oauth2, ${name}: its default paths are those of the metadata`, async () => {
    const metadata = await (await fetch(`${tokenHost}/.well-known/oauth-authorization-server`)).json();
    assert.equal(metadata.token_endpoint, `${tokenHost}/oauth/token`);
    assert.equal(metadata.revocation_endpoint, `${tokenHost}/oauth/revoke`);
  });

  test(`simple-oauth2, ${name}: a password, a refresh and a revocation`, async () => {
    const client = new ResourceOwnerPassword({ client: CLIENT, auth: { tokenHost } });
    const token = await client.getToken(USER);
    assert.equal(token.expired(), false);
    const refreshed = await token.refresh();
    assert.notEqual(refreshed.token.access_token, token.token.access_token);
    assert.deepEqual(await token.revoke("refresh_token"), {});
    await assert.rejects(token.refresh(), (error) => [400, 403].includes(error.output.statusCode));
  });

  test(`simple-oauth2, ${name}: a wrong secret`, async () => {
    const wrong = { id: CLIENT.id, secret: "wrong" };
    const client = new ResourceOwnerPassword({ client: wrong, auth: { tokenHost } });
    await assert.rejects(client.getToken(USER), (error) => {
      assert.equal(error.output.statusCode, 401);
      assert.equal(error.data.payload.error, codes[name]);
      assert.match(error.data.headers["www-authenticate"], /^Basic realm=/);
      return true;
    });
  });
}

test("simple-oauth2, ukg: a token without a user", async () => {
  const auth = { tokenHost: SERVICES.ukg };
  const token = await new ClientCredentials({ client: NON_INTERACTIVE, auth }).getToken({});
  assert.equal(token.token.refresh_token, undefined);
});
