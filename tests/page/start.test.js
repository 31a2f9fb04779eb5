// The start page as a maker reads it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startBrowser, withPage } from "./support/browser.js";
import { startFacade } from "./support/facade.js";

let facade;
let browser;
before(async () => {
  [facade, browser] = await Promise.all([startFacade("--sandbox"), startBrowser()]);
});
after(() => Promise.all([facade?.stop(), browser?.close()]));

const products = ["power-automate", "copilot-studio", "logic-apps", "plain-http"];

test("each product's tab shows its steps and its warning, and hides the others", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    for (const product of products) {
      await page.click(`#tab-${product}`);
      for (const other of products) {
        assert.equal(await page.isVisible(`#${other}`), other === product, other);
      }
      const panel = page.locator(`#${product}`);
      assert.ok((await panel.locator(".steps > li").count()) >= 3, product);
      assert.match(await panel.locator(".secret h4").innerText(), /^Keep secrets out of/);
    }
  });
});

test("tabs are moved through by the keyboard", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    await page.focus("#tab-power-automate");
    const chosen = () => page.locator('[role=tab][aria-selected="true"]').getAttribute("id");
    for (const [key, id] of [
      ["ArrowRight", "tab-copilot-studio"],
      ["End", "tab-plain-http"],
      ["ArrowRight", "tab-power-automate"],
      ["ArrowLeft", "tab-plain-http"],
      ["Home", "tab-power-automate"],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await chosen(), id, key);
      assert.equal(await page.evaluate(() => document.activeElement.id), id, key);
    }
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "power-automate");
  });
});

test("a link to a product opens its tab", async () => {
  await withPage(browser, `${facade.url}/#logic-apps`, {}, async (page) => {
    assert.ok(await page.isVisible("#logic-apps"));
    assert.ok(!(await page.isVisible("#power-automate")));
  });
});

test("without a script everything can be read, and nothing can be typed", async () => {
  await withPage(browser, facade.url, { javaScriptEnabled: false }, async (page) => {
    for (const product of products) assert.ok(await page.isVisible(`#${product}`), product);
    assert.match(await page.locator("noscript").textContent(), /The form needs JavaScript/);
    assert.ok(await page.isDisabled("#try-password"));
    assert.equal(await page.locator("button.copy:visible").count(), 0);
  });
});

test("addresses and commands are copied", async () => {
  const options = { permissions: ["clipboard-read", "clipboard-write"] };
  await withPage(browser, facade.url, options, async (page) => {
    await page.click("#tab-logic-apps");
    await page.click('[data-copy="logic-apps-url"]');
    await page.waitForSelector("text=Copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, `${facade.url}/logic-apps/apiDefinition.swagger.json`);
  });
});

test("every download is a file", async () => {
  await withPage(browser, facade.url, {}, async (page) => {
    let zips = 0;
    for (const product of products) {
      const links = page.locator(`#${product} a[download]`);
      const count = await links.count();
      assert.ok(count > 0, product);
      for (let index = 0; index < count; index += 1) {
        // Chromium starts ten downloads of a page, and no more until the page is loaded again.
        await page.goto(facade.url);
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await page.click(`#tab-${product}`);
        const link = links.nth(index);
        const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
        assert.equal(download.suggestedFilename(), await link.getAttribute("download"));
        const bytes = await readFile(await download.path());
        const name = download.suggestedFilename();
        if (name.endsWith(".json")) JSON.parse(bytes);
        if (name.endsWith(".png")) assert.equal(bytes.subarray(1, 4).toString(), "PNG");
        if (name.endsWith(".zip")) {
          zips += 1;
          assert.equal(bytes.subarray(0, 2).toString(), "PK");
          assert.ok(bytes.includes("solution.xml") && bytes.includes(new URL(facade.url).host));
        }
      }
    }
    assert.equal(zips, 4);
  });
});
