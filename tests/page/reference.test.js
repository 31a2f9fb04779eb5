// The reference of the OpenAPI document.

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

test("an operation is called from the reference, and its tokens are masked", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const section = page.locator("#GetAccessToken");
    await section.locator("summary").click();
    for (const [name, value] of Object.entries(credentials)) {
      await section.locator(`[data-body=${name}]`).fill(value);
    }
    const [response] = await Promise.all([
      page.waitForResponse(/access_token$/),
      section.locator("text=Send").click(),
    ]);
    const answer = await response.json();
    await section.locator("text=Status 200").waitFor();
    const shown = async () => JSON.parse(await section.locator("pre code").innerText());
    assert.equal((await shown()).token_type, "Bearer");
    assert.ok(!(await page.content()).includes(answer.access_token));
    await section.locator("text=Reveal").click();
    assert.deepEqual(await shown(), answer);
    await section.locator("text=Clear").click();
    assert.ok(!(await page.content()).includes(answer.access_token));
  });
});

test("a failure is shown as it came", async () => {
  await withPage(browser, `${facade.url}/docs`, { refusals: 1 }, async (page) => {
    const section = page.locator("#RevokeToken");
    await section.locator("summary").click();
    await section.locator("[data-body=token]").fill("t");
    await section.locator("[data-body=client_id]").fill("wrong");
    await section.locator("[data-body=client_secret]").fill("wrong");
    await section.locator("text=Send").click();
    await section.locator("text=Status 4").waitFor();
    assert.match(await section.locator("pre code").innerText(), /"error": "invalid_client"/);
  });
});

test("the test of the connection needs nothing", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const section = page.locator("#TestConnection");
    await section.locator("summary").click();
    await section.locator("text=Send").click();
    await section.locator("text=Status 200").waitFor();
    assert.match(await section.locator("pre code").innerText(), /"status": "ok"/);
  });
});
