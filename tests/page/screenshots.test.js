// The pictures of the README. UPDATE_SCREENSHOTS=1 replaces them; else they go to target/page, to be
// looked at, because fonts differ between machines.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { startBrowser, withPage } from "./support/browser.js";
import { startFacade } from "./support/facade.js";

const folder = process.env.UPDATE_SCREENSHOTS ? "../../docs/" : "../../target/page/";
const path = (name) => fileURLToPath(new URL(`${folder}${name}.png`, import.meta.url));

let facade;
let browser;
before(async () => {
  await mkdir(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true });
  const settings = ["--sandbox", "--public-url", "https://tokens.example.com"];
  [facade, browser] = await Promise.all([startFacade(...settings), startBrowser()]);
});
after(() => Promise.all([facade?.stop(), browser?.close()]));

const wide = { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" };
const phone = { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" };

async function withToken(page) {
  await page.click("#try-form [type=submit]");
  await page.waitForSelector("#try-result:visible");
  // Pictures show neither pointer nor focus.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
}

/** As far as the first thing that need not be in a picture. */
async function picture(page, name, end) {
  await page.evaluate(() => scrollTo(0, 0));
  const { y } = await page.locator(end).boundingBox();
  const { width } = page.viewportSize();
  await page.screenshot({ path: path(name), fullPage: true, clip: { x: 0, y: 0, width, height: y } });
}

for (const colorScheme of ["light", "dark"]) {
  test(`the start page, ${colorScheme}`, async () => {
    await withPage(browser, facade.url, { ...wide, colorScheme }, async (page) => {
      await withToken(page);
      await picture(page, `start-${colorScheme}`, "#actions");
    });
  });
}

test("the start page on a phone", async () => {
  await withPage(browser, facade.url, phone, async (page) => {
    await withToken(page);
    await picture(page, "start-phone", "#actions");
  });
});

test("the reference", async () => {
  await withPage(browser, `${facade.url}/docs`, wide, async (page) => {
    await page.locator("#RefreshAccessToken summary").click();
    await picture(page, "reference", "#RevokeToken");
  });
});
