// What axe-core finds, and what it cannot: that no page is wider than a narrow window.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startBrowser, withPage } from "./support/browser.js";
import { startFacade } from "./support/facade.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let facade;
let browser;
before(async () => {
  [facade, browser] = await Promise.all([startFacade("--sandbox"), startBrowser()]);
});
after(() => Promise.all([facade?.stop(), browser?.close()]));

async function judge(page, state) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.map(({ id, impact, nodes }) =>
    `${state}: ${impact} ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(found, []);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    const options = { colorScheme, viewport: { width, height: 800 }, bypassCSP: true };

    test(`the start page, ${colorScheme}, ${width} wide`, async () => {
      await withPage(browser, facade.url, { ...options, refusals: 1 }, async (page) => {
        await judge(page, "as it opens");
        for (const tab of await page.locator("[role=tab]").all()) {
          await tab.click();
          await judge(page, await tab.innerText());
        }
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await page.click("#try-form [type=submit]");
        await page.waitForSelector("#try-result:visible");
        await judge(page, "with a token");
        await page.fill("#try-password", "wrong");
        await page.click("#try-form [type=submit]");
        await page.waitForSelector("#try-error dl");
        await judge(page, "with an error");
      });
    });

    test(`the reference, ${colorScheme}, ${width} wide`, async () => {
      await withPage(browser, `${facade.url}/docs`, options, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await page.locator("#TestConnection >> text=Send").click();
        await page.locator("#TestConnection >> text=Status 200").waitFor();
        await judge(page, "with an answer");
      });
    });
  }
}

test("no page is wider than 320 pixels", async () => {
  const options = { viewport: { width: 320, height: 700 } };
  for (const path of ["/", "/docs"]) {
    await withPage(browser, facade.url + path, options, async (page) => {
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      for (const tab of [null, ...(await page.locator("[role=tab]").all())]) {
        await tab?.click();
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 320, `${path}: ${width}`);
      }
    });
  }
});

test("what can be pressed is large enough for a finger", async () => {
  for (const path of ["/", "/docs"]) {
    await withPage(browser, facade.url + path, { viewport: { width: 360, height: 800 } }, async (page) => {
      for (const target of await page.locator("button:visible, a.button:visible, [role=tab]").all()) {
        const { height, width } = await target.boundingBox();
        assert.ok(height >= 24 && width >= 24, await target.innerText());
      }
    });
  }
});
