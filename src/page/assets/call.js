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
        error_description: "The facade did not respond.",
        hint: "Is it still running, and is the network there?",
      },
    };
  }
}

function failureOf(status, json, requestId) {
  if (json?.error) return json;
  return {
    error: `status ${status}`,
    error_description: "This response does not come from the facade.",
    hint: "A proxy between this page and the facade responded. Ask its operator.",
    request_id: requestId,
  };
}

/** The values of the filled-in fields, by name. */
function typed(form, kind) {
  const inputs = [...form.querySelectorAll(`[data-${kind}]`)].filter((input) => input.value);
  return Object.fromEntries(inputs.map((input) => [input.dataset[kind], input.value]));
}
