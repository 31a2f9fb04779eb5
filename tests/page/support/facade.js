// The real program, with the simulated tenant inside.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const program = process.env.PROGRAM_UNDER_TEST ?? `${root}target/debug/prowfm-auth`;

/** What the simulated tenant knows. */
export const credentials = {
  username: "api.user",
  password: "sandbox-password",
  client_id: "sandbox-client",
  client_secret: "sandbox-secret",
};

/** Starts a facade; it is stopped by `stop`. */
export async function startFacade(...settings) {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("PROWFM_"));
  const facade = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...settings], {
    env: Object.fromEntries(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  facade.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => facade.once("close", resolve));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: facade.stdout }).once("line", (line) =>
      resolve(line.replace("listening on ", "")));
    ended.then(() => reject(new Error(`the facade does not start: ${said}`)));
    // A program that is not there neither prints nor ends.
    facade.once("error", reject);
  });
  return {
    url,
    /** What it has logged so far. */
    log: () => said,
    stop: () => {
      facade.kill("SIGTERM");
      return ended;
    },
  };
}
