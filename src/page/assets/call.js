// Calls of this facade. No credential is ever in an address, and nothing of a call is stored or sent to
// another host.

/** One call: the response, or what went wrong, in the facade's own words if it sent any. */
async function callFacade(method, path, headers, body) {
  const started = performance.now();
  const request = { method, headers, cache: "no-store", redirect: "error" };
  if (body) {
    request.headers = { ...headers, "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, request);
    const json = await response.json().catch(() => null);
    const took = Math.round(performance.now() - started);
    const { status } = response;
    const requestId = response.headers.get("x-request-id");
    const retryAfter = response.headers.get("retry-after");
    const failure = response.ok && json ? null : failureOf(status, json, requestId);
    return { status, json, took, requestId, retryAfter, failure };
  } catch {
    return {
      failure: {
        error: "no_response",
        error_description: "This service did not respond.",
        hint: "Is it still running, and is the network there?",
      },
    };
  }
}

function failureOf(status, json, requestId) {
  if (json?.error) return json;
  return {
    error: `status ${status}`,
    error_description: "This response does not come from this service.",
    hint: "A proxy before this service responded. Ask its operator.",
    request_id: requestId,
  };
}

/** The values of the filled-in fields, by name. */
function typed(form, kind) {
  const inputs = [...form.querySelectorAll(`[data-${kind}]`)].filter((input) => input.value);
  return Object.fromEntries(inputs.map((input) => [input.dataset[kind], input.value]));
}

/** The values of a call without its secrets: the name of a field takes the place of what was typed masked. */
function withoutSecrets(form, kind, values) {
  const shown = ([name, value]) => {
    const input = form.querySelector(`[data-${kind}="${name}"]`);
    const open = input && (input.type !== "password" || value === input.dataset.sample);
    return [name, open ? value : name.toUpperCase().replaceAll("-", "_")];
  };
  return Object.fromEntries(Object.entries(values).map(shown));
}

/** A call as commands to paste: for a POSIX shell, and for PowerShell 5 and later. */
const commands = {
  curl({ url, headers, body }) {
    const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const all = { ...headers, "Content-Type": "application/json" };
    const lines = Object.entries(all).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
    return [`curl -s ${quoted(url)}`, ...lines, `-d ${quoted(JSON.stringify(body))}`].join(" \\\n  ");
  },
  powershell({ url, headers, body }) {
    const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
    const pairs = Object.entries(headers).map(([name, value]) => `${quoted(name)} = ${quoted(value)}`);
    const own = pairs.length ? ` -Headers @{ ${pairs.join("; ")} }` : "";
    const type = "-ContentType 'application/json; charset=utf-8'";
    return `Invoke-RestMethod ${quoted(url)} -Method Post${own} ${type} -Body ${quoted(JSON.stringify(body))}`;
  },
};
