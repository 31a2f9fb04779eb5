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

/** A call to paste, by language; curl for a POSIX shell, PowerShell from version 5 on. */
const commands = {
  curl({ url, method, headers, body, user }) {
    const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const lines = Object.entries(typedHeaders(headers, body)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
    if (user) lines.unshift(`-u ${quoted(user)}`);
    if (body) lines.push(`-d ${quoted(body)}`);
    return [`curl -s ${quoted(url)}`, ...lines].join(" \\\n  ");
  },
  PowerShell({ url, method, headers, body, user }) {
    const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
    const pairs = Object.entries(withUser(headers, user)).map(([name, value]) => `${quoted(name)} = ${quoted(value)}`);
    const lines = [`Invoke-RestMethod ${quoted(url)} -Method ${method}`];
    if (pairs.length) lines.push(`-Headers @{ ${pairs.join("; ")} }`);
    if (body) lines.push("-ContentType 'application/json; charset=utf-8'", `-Body ${quoted(body)}`);
    return lines.join(" `\n  ");
  },
  Python({ url, method, headers, body, user }) {
    const lines = [JSON.stringify(url), `headers=${JSON.stringify(headers)}`];
    if (user) lines.push("auth=(\"USERNAME\", \"PASSWORD\")");
    if (body) lines.push(`json=${body}`);
    return `import requests\n\nresponse = requests.${method.toLowerCase()}(\n    ${lines.join(",\n    ")},\n)\nprint(response.json())`;
  },
  JavaScript({ url, method, headers, body, user }) {
    const all = JSON.stringify(withUser(typedHeaders(headers, body), user));
    const sent = body ? `\n  body: JSON.stringify(${body}),` : "";
    return `const response = await fetch(${JSON.stringify(url)}, {\n  method: "${method}",\n  headers: ${all},${sent}\n});\nconsole.log(await response.json());`;
  },
};

const typedHeaders = (headers, body) => (body ? { ...headers, "Content-Type": "application/json" } : headers);
const withUser = (headers, user) => (user ? { ...headers, Authorization: "Basic BASE64" } : headers);
