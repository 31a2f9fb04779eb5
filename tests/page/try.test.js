// The form: a token in one click, and what can be done with it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
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

/** One click; what the facade answered. */
async function getToken(page) {
  const [response] = await Promise.all([
    answerTo(page, "/api/authentication/access_token"),
    page.click("#try-form [type=submit]"),
  ]);
  await page.waitForSelector("#try-result:visible");
  return { request: response.request(), answer: await response.json() };
}

test("a token is got, refreshed and revoked", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    const { request, answer } = await getToken(page);
    assert.deepEqual(request.postDataJSON(), credentials);
    assert.equal(request.url(), `${facade.url}/api/authentication/access_token`);
    assert.equal(await page.innerText("#try-status"), "Here is a token.");
    assert.match(await page.innerText("#try-clock"), /^Status 200, \d+ ms$/);
    assert.match(await page.innerText("#try-id-value"), /^[0-9a-f-]{36}$/);
    const names = await page.locator("[data-output]:visible dt small").allInnerTexts();
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
    await page.fill("#try-username", "access-token-only");
    await page.fill("#try-password", "typed-canary");
    await page.click("#try-form [type=submit]");
    await page.waitForFunction(() => document.querySelector("#try-password").value !== "typed-canary");
    assert.equal(await page.inputValue("#try-password"), credentials.password);
    assert.equal(await page.inputValue("#try-client_id"), credentials.client_id);
  });
});

test("the time that is left is counted down, quietly", async () => {
  const browsing = await browser.newContext();
  const page = await browsing.newPage();
  await page.clock.install();
  await page.goto(facade.url);
  await page.click("#try-form [type=submit]");
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

test("an error says what happened and what to do, and leads to its explanation", async () => {
  await withPage(browser, facade.url, { refusals: 1 }, async (page) => {
    await getToken(page);
    await page.fill("#try-password", "wrong-canary");
    await page.click("#try-form [type=submit]");
    await page.waitForSelector("#try-error dl");
    const names = await page.locator("#try-error dt").allInnerTexts();
    assert.deepEqual(names, ["Error", "What happened", "What to do"]);
    const [code, , hint] = await page.locator("#try-error dd").allInnerTexts();
    assert.equal(code, "invalid_grant");
    assert.match(hint, /^Check the user name and the password/);
    const id = await page.innerText("#try-id-value");
    assert.ok(facade.log().includes(id), "the request id is in the log");
    assert.ok(!facade.log().includes("wrong-canary"));
    assert.ok(!(await page.isVisible("#try-result")), "no earlier token is on the page");
    assert.equal(await page.getAttribute("#try-error", "role"), "alert");
    await page.click("#try-error a");
    assert.equal(page.url(), `${facade.url}/docs#invalid_grant`);
    assert.match(await page.innerText("#invalid_grant"), /invalid_grant/);
  });
});

test("each failure is one click, and a wait counts down", async () => {
  await withPage(browser, facade.url, { refusals: 2 }, async (page) => {
    await page.click("[data-username=locked]");
    await page.waitForSelector("#try-error >> text=invalid_grant");
    assert.equal(await page.inputValue("#try-username"), "locked");
    assert.match(await page.innerText("#try-about"), /^Simulated: locked account/);
    await page.click("[data-username=throttled]");
    const wait = page.locator("#try-error >> text=/to wait/");
    await wait.waitFor();
    const first = await wait.innerText();
    await page.waitForFunction((text) =>
      ![...document.querySelectorAll("#try-error dd")].some((dd) => dd.textContent === text), first);
    assert.match(await wait.innerText(), /^0:0\d to wait$/);
  });
});

test("a click beside a running call is answered, and what is held back is not called simulated", async () => {
  await withPage(browser, facade.url, { refusals: 1 }, async (page) => {
    await page.click("[data-username=slow]");
    await page.click("[data-username=huge]");
    assert.equal(await page.innerText("#try-status"), "Still calling. One call at a time.");
    assert.equal(await page.inputValue("#try-username"), "slow");
    await page.waitForSelector("#try-result:visible");
    await page.click("[data-username=locked]");
    await page.waitForSelector("#try-error >> text=login_paused");
    assert.ok(await page.locator("#try-about").isHidden());
  });
});

test("a call is copied as JSON, as curl and as PowerShell, without what was typed masked", async () => {
  const options = { permissions: ["clipboard-read", "clipboard-write"], refusals: 1 };
  await withPage(browser, facade.url, options, async (page) => {
    const { answer } = await getToken(page);
    const copied = async (kind) => {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await page.click(`[data-copy-as=${kind}]`);
      await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text !== ""));
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.deepEqual(JSON.parse(await copied("json")), answer);
    const curl = execFileSync("sh", ["-c", await copied("curl")]).toString();
    assert.deepEqual(Object.keys(JSON.parse(curl)), Object.keys(answer));
    await page.fill("#try-username", "it's me");
    await page.fill("#try-password", "typed-canary");
    await page.click("#try-form [type=submit]");
    await page.waitForSelector("#try-error dl");
    const shell = await copied("curl");
    assert.match(shell, /"username":"it'\\''s me","password":"PASSWORD"/);
    const powershell = await copied("PowerShell");
    assert.match(powershell, /^Invoke-RestMethod '.+' -Method Post [\s\S]+"it''s me","password":"PASSWORD"/);
    assert.ok(!shell.includes("canary") && !powershell.includes("canary"));
  });
});

test("nothing is left when the page is opened again", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    await getToken(page);
    await page.fill("#try-password", "typed-canary");
    await page.click("nav >> text=Reference");
    await page.goBack();
    for (const [name, sample] of Object.entries(credentials)) {
      assert.equal(await page.inputValue(`#try-${name}`), sample, name);
    }
    assert.ok(!(await page.isVisible("#try-result")));
  });
});

test("the form is filled in with what the simulated tenant knows, and Start over restores it", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    for (const [name, sample] of Object.entries(credentials)) {
      const input = page.locator(`#try-${name}`);
      assert.equal(await input.inputValue(), sample);
      assert.match(await input.getAttribute("autocomplete"), /^(off|new-password)$/);
      await input.fill("");
    }
    await page.click("#try-form [type=submit]");
    assert.match(await page.innerText("#try-status"), /^Nothing yet/, "an empty form is not sent");
    await page.click("text=Start over");
    await page.waitForFunction(() => document.querySelector("#try-username").value !== "");
    await getToken(page);
    await page.click("text=Start over");
    assert.ok(!(await page.isVisible("#try-result")));
  });
});

test("form, button, response and failures are on the first screen, with a token too", async () => {
  await withPage(browser, facade.url, { viewport: { width: 1440, height: 900 } }, async (page) => {
    const bottom = async () => {
      const { y, height } = await page.locator("#try-failures .chips").boundingBox();
      return y + height;
    };
    assert.ok((await bottom()) <= 900, await bottom());
    await getToken(page);
    assert.ok((await bottom()) <= 900, await bottom());
  });
});

test("on a phone the start page is less than 5,000 pixels high", async () => {
  await withPage(browser, facade.url, { viewport: { width: 390, height: 844 } }, async (page) => {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height < 5000, height);
  });
});
