// Calls of this facade. Nothing of a call is ever in an address, stored, or sent to another host.

/** One call: what came back, or what went wrong, in the words of the facade where it said any. */
async function callFacade(method, path, headers, body) {
  const started = performance.now();
  const request = { method, headers, cache: "no-store", redirect: "error" };
  if (body) {
    request.headers = { ...headers, "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, request);
    const answer = await response.json().catch(() => null);
    const took = Math.round(performance.now() - started);
    const { status } = response;
    const requestId = response.headers.get("x-request-id");
    const retryAfter = response.headers.get("retry-after");
    const failure = response.ok && answer ? null : failureOf(status, answer, requestId);
    return { status, answer, took, requestId, retryAfter, failure };
  } catch {
    return {
      failure: {
        error: "no_answer",
        error_description: "The facade did not answer.",
        hint: "Is it still running, and is the network there?",
      },
    };
  }
}

function failureOf(status, answer, requestId) {
  if (answer?.error) return answer;
  return {
    error: `status ${status}`,
    error_description: "This answer is not the facade's own.",
    hint: "Something between this page and the facade answered: ask whoever runs it.",
    request_id: requestId,
  };
}

/** What was typed, by name; what was left empty is left out. */
function typed(form, kind) {
  const inputs = [...form.querySelectorAll(`[data-${kind}]`)].filter((input) => input.value);
  return Object.fromEntries(inputs.map((input) => [input.dataset[kind], input.value]));
}
