// The browser, and what holds for every page in every test: no error in the console, no exception, and
// no request to another host.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const startBrowser = () => chromium.launch({ executablePath, headless: true, args });

/**
 * Opens a page for a test, and judges it after the test. A refused call is an error in Chromium's
 * console; a test that wants one says so by `refusals`.
 */
export async function withPage(browser, url, options, test) {
  const { refusals = 0, ...context } = options;
  const browsing = await browser.newContext(context);
  const page = await browsing.newPage();
  page.setDefaultTimeout(10_000);
  const errors = [];
  const foreign = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  browsing.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && origin !== new URL(url).origin) {
      foreign.push(request.url());
    }
  });
  try {
    await page.goto(url);
    await test(page, browsing);
    const refused = errors.filter((text) => text.includes("Failed to load resource"));
    assert.equal(refused.length, refusals, refused.join("\n"));
    assert.deepEqual(errors.filter((text) => !refused.includes(text)), []);
    assert.deepEqual(foreign, []);
    const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
    assert.equal(kept, 0, "nothing is stored");
    assert.deepEqual(await browsing.cookies(), []);
  } finally {
    await browsing.close();
  }
}
