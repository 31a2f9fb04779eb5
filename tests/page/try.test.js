// The form: a token in three clicks, and what can be done with it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, withPage } from "./support/browser.js";
import { credentials, startFacade } from "./support/facade.js";

let facade;
let browser;
before(async () => {
  [facade, browser] = await Promise.all([startFacade("--sandbox"), startBrowser()]);
});
after(() => Promise.all([facade?.stop(), browser?.close()]));

const answerTo = (page, path) => page.waitForResponse((response) => response.url().endsWith(path));
const value = (page, name) => page.locator(`[data-output=${name}] .value`).innerText();

/** Two clicks; what the facade answered. */
async function getToken(page) {
  await page.click("text=Fill in test credentials");
  const [response] = await Promise.all([
    answerTo(page, "/api/authentication/access_token"),
    page.click("text=Get a token"),
  ]);
  await page.waitForSelector("#try-result:visible");
  return { request: response.request(), answer: await response.json() };
}

test("a token is got, refreshed and revoked", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    const { request, answer } = await getToken(page);
    assert.deepEqual(request.postDataJSON(), credentials);
    assert.equal(request.url(), `${facade.url}/api/authentication/access_token`);
    assert.match(await page.innerText("#try-status"), /^Here is a token\. .*request id .+\.$/);
    const names = await page.locator("[data-output]:visible dt").allInnerTexts();
    assert.deepEqual(names.sort(), Object.keys(answer).sort());
    assert.equal(await value(page, "token_type"), "Bearer");

    const [refreshed] = await Promise.all([
      answerTo(page, "/api/authentication/refresh_token"),
      page.click("#try-refresh"),
    ]);
    const second = await refreshed.json();
    assert.equal(refreshed.request().postDataJSON().refresh_token, answer.refresh_token);
    await page.waitForSelector("text=Here is a new access token.");
    await page.click("[data-output=access_token] [data-reveal]");
    assert.equal(await value(page, "access_token"), second.access_token);
    assert.notEqual(second.access_token, answer.access_token);

    const [revoked] = await Promise.all([
      answerTo(page, "/api/authentication/token/revoke"),
      page.click("#try-revoke"),
    ]);
    assert.deepEqual(Object.keys(revoked.request().postDataJSON()).sort(),
      ["client_id", "client_secret", "token"]);
    await page.waitForSelector("text=Revoked: these tokens are no longer valid.");
    assert.ok(!(await page.isVisible("#try-result")));
    assert.ok(!(await page.content()).includes(second.access_token));
  });
});

test("tokens are masked until they are revealed, and the password is forgotten", async () => {
  const options = { permissions: ["clipboard-read", "clipboard-write"] };
  await withPage(browser, facade.url, options, async (page) => {
    const { answer } = await getToken(page);
    const secrets = ["access_token", "refresh_token", "id_token"];
    const content = await page.content();
    for (const name of secrets) {
      assert.ok(!content.includes(answer[name]), name);
      const reveal = page.locator(`[data-output=${name}] [data-reveal]`);
      await reveal.click();
      assert.equal(await value(page, name), answer[name]);
      assert.equal(await reveal.getAttribute("aria-pressed"), "true");
      await reveal.click();
      assert.ok(!(await page.content()).includes(answer[name]), name);
      await page.click(`[data-output=${name}] [data-copy-output]`);
      await page.waitForFunction((expected) =>
        navigator.clipboard.readText().then((text) => text === expected), answer[name]);
    }
    assert.equal(await page.inputValue("#try-password"), "");
    assert.equal(await page.inputValue("#try-client_id"), credentials.client_id);
  });
});

test("the time that is left is counted down, quietly", async () => {
  const browsing = await browser.newContext();
  const page = await browsing.newPage();
  await page.clock.install();
  await page.goto(facade.url);
  await page.click("text=Fill in test credentials");
  await page.click("text=Get a token");
  await page.waitForSelector("#try-result:visible");
  const left = page.locator(".countdown");
  const seconds = Number(await value(page, "expires_in"));
  assert.match(await left.innerText(), /^\d+:\d\d left$/);
  assert.equal(await left.getAttribute("role"), "timer");
  const before = await page.innerText("#try-status");
  await page.clock.runFor((seconds - 10) * 1000);
  assert.match(await left.innerText(), /^0:(09|10) left$/);
  assert.equal(await page.innerText("#try-status"), before, "no second is announced");
  await page.clock.runFor(11_000);
  assert.equal(await left.innerText(), "expired");
  assert.equal(await page.innerText("#try-status"), "The access token has expired. Refresh it.");
  await browsing.close();
});

test("an error says what happened, what to do, and its request id", async () => {
  await withPage(browser, facade.url, { refusals: 1 }, async (page) => {
    await page.click("text=Fill in test credentials");
    await page.fill("#try-password", "wrong-canary");
    await page.click("text=Get a token");
    await page.waitForSelector("#try-error dl");
    const names = await page.locator("#try-error dt").allInnerTexts();
    assert.deepEqual(names, ["Error", "What happened", "What to do", "Request id"]);
    const [code, , hint, id] = await page.locator("#try-error dd").allInnerTexts();
    assert.equal(code, "invalid_grant");
    assert.match(hint, /^Check the user name and the password/);
    assert.ok(facade.log().includes(id), "the request id is in the log");
    assert.ok(!facade.log().includes("wrong-canary"));
    assert.ok(!(await page.isVisible("#try-result")));
    assert.equal(await page.getAttribute("#try-error", "role"), "alert");
  });
});

test("nothing is left when the page is opened again", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    await getToken(page);
    await page.click("nav >> text=Reference");
    await page.goBack();
    for (const name of Object.keys(credentials)) {
      assert.equal(await page.inputValue(`#try-${name}`), "", name);
    }
    assert.ok(!(await page.isVisible("#try-result")));
  });
});

test("nothing is filled in unless the button is pressed", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    for (const input of await page.locator("input").all()) {
      assert.equal(await input.inputValue(), "");
      assert.match(await input.getAttribute("autocomplete"), /^(off|new-password)$/);
    }
    await page.click("text=Get a token");
    assert.equal(await page.innerText("#try-status"), "None yet.", "an empty form is not sent");
  });
});
