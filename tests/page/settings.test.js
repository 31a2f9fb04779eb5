// What the settings of the facade change on the pages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startBrowser, withPage } from "./support/browser.js";
import { credentials, program, startFacade } from "./support/facade.js";

let browser;
let folder;
before(async () => {
  [browser, folder] = await Promise.all([startBrowser(), mkdtemp(join(tmpdir(), "prowfm-page-"))]);
});
after(() => Promise.all([browser?.close(), rm(folder, { recursive: true })]));

async function withFacade(settings, test) {
  const facade = await startFacade(...settings);
  try {
    await test(facade);
  } finally {
    await facade.stop();
  }
}

test("where a key is needed the form asks for it and sends it as a header", async () => {
  const keys = join(folder, "keys");
  await writeFile(keys, "");
  const key = execFileSync(program, ["api-key", "new", "page", "--append", keys]).toString().trim();
  await withFacade(["--sandbox", "--api-keys", keys], async ({ url }) => {
    await withPage(browser, url, {}, async (page) => {
      const input = page.locator("#try-X-API-Key");
      assert.equal(await input.getAttribute("type"), "password");
      assert.equal(await input.getAttribute("autocomplete"), "off");
      await input.fill(key);
      const [request] = await Promise.all([
        page.waitForRequest((request) => request.method() === "POST"),
        page.click("#try-form [type=submit]"),
      ]);
      assert.equal(request.headers()["x-api-key"], key);
      assert.deepEqual(request.postDataJSON(), credentials);
      await page.waitForSelector("#try-result:visible");
      assert.ok(!(await page.content()).includes(key));
    });
  });
});

test("without a default tenant the form asks for the vanity URL, and offers no credentials", async () => {
  await withFacade([], async ({ url }) => {
    await withPage(browser, url, { refusals: 1 }, async (page) => {
      assert.equal(await page.locator("[data-sample], [data-username]").count(), 0);
      for (const input of await page.locator("input").all()) assert.equal(await input.inputValue(), "");
      await page.fill("#try-X-WFM-Vanity-Url", "https://acme.example.com");
      for (const [name, value] of Object.entries(credentials)) {
        await page.fill(`#try-${name}`, value);
      }
      await page.click("#try-form [type=submit]");
      await page.waitForSelector("#try-error >> text=tenant_not_allowed");
      await page.click("text=Clear");
      assert.equal(await page.inputValue("#try-password"), "");
    });
  });
});

test("--no-try leaves the forms out", async () => {
  await withFacade(["--sandbox", "--no-try"], async ({ url }) => {
    for (const path of ["/", "/docs"]) {
      await withPage(browser, url + path, {}, async (page) => {
        assert.equal(await page.locator("form, input").count(), 0, path);
        assert.ok(!(await page.content()).includes(credentials.password), path);
      });
    }
  });
});
