// The reference of the OpenAPI document.

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
    const shown = async () => JSON.parse(await section.locator(".explore pre code").innerText());
    assert.equal((await shown()).token_type, "Bearer");
    assert.ok(!(await page.content()).includes(answer.access_token));
    await section.locator("text=Reveal").click();
    assert.deepEqual(await shown(), answer);
    await section.locator(".explore >> text=Clear").click();
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
    assert.match(await section.locator(".explore pre code").innerText(), /"error": "invalid_client"/);
  });
});

test("the test of the connection needs nothing", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const section = page.locator("#TestConnection");
    await section.locator("summary").click();
    await section.locator("text=Send").click();
    await section.locator("text=Status 200").waitFor();
    assert.match(await section.locator(".explore pre code").innerText(), /"status": "ok"/);
  });
});

test("an example is shown for four languages, and each calls the operation", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const box = page.locator("#GetAccessToken .snippets");
    const words = {
      curl: "curl -s '",
      PowerShell: "Invoke-RestMethod '",
      Python: "requests.post(",
      JavaScript: "await fetch(\"",
    };
    for (const [language, word] of Object.entries(words)) {
      await box.locator(`button:text-is("${language}")`).click();
      const text = await box.locator("code").innerText();
      assert.ok(text.includes(word) && text.includes(`${facade.url}/api/authentication/access_token`), text);
      assert.ok(text.includes("\"client_secret\":\"CLIENT_SECRET\""), text);
    }
    const connection = page.locator("#GetConnectionAccessToken .snippets");
    await connection.locator("text=PowerShell").click();
    const text = await connection.locator("code").innerText();
    assert.match(text, /-Method GET/);
    assert.match(text, /'X-WFM-Client-Id' = 'WFM_CLIENT_ID'/);
  });
});

test("the JavaScript of an example calls this service", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const box = page.locator("#GetAccessToken .snippets");
    await box.locator("text=JavaScript").click();
    let program = await box.locator("code").innerText();
    for (const [name, value] of Object.entries(credentials)) program = program.replace(name.toUpperCase(), value);
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", program]).toString();
    assert.match(said, /access_token: '/);
  });
});

test("what is typed into a form of the reference is masked unless it is no secret", async () => {
  await withPage(browser, `${facade.url}/docs`, {}, async (page) => {
    const open = ["username", "client_id", "X-WFM-Vanity-Url", "grant_type", "token_type_hint", "scope", "realm",
      "organization", "audience", "fresh"];
    const inputs = await page.locator(".explore input").all();
    assert.ok(inputs.length > 40);
    for (const input of inputs) {
      const name = await input.evaluate(({ dataset }) => Object.values(dataset)[0]);
      assert.equal((await input.getAttribute("type")) === "password", !open.includes(name), name);
      assert.match(await input.getAttribute("autocomplete"), /^(off|new-password)$/);
    }
  });
});
