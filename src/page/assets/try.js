// The form that gets a token, and what can be done with the token. This page alone holds all of it.

function startTrying(form) {
  const find = (selector) => document.querySelector(selector);
  const status = find("#try-status");
  const failure = find("#try-error");
  const result = find("#try-result");
  const submit = form.querySelector("[type=submit]");
  let session = null;
  let stopClock = () => {};
  let busy = false;

  function forget() {
    stopClock();
    session = null;
    result.hidden = true;
    failure.replaceChildren();
    status.textContent = "None yet.";
    for (const row of result.querySelectorAll("[data-output]")) {
      row.hidden = true;
      row.querySelector(".value").replaceChildren();
    }
  }

  function show(tokens) {
    stopClock();
    for (const row of result.querySelectorAll("[data-output]")) {
      const value = tokens[row.dataset.output];
      const place = row.querySelector(".value");
      row.hidden = value === undefined;
      if (row.hidden) {
        place.replaceChildren();
        continue;
      }
      const text = String(value);
      if ("secret" in row.dataset) {
        showMasked(place, text);
        press(row.querySelector("[data-reveal]"), false);
      } else {
        place.textContent = text;
      }
      const timer = row.querySelector(".countdown");
      if (timer) {
        stopClock = countDown(timer, value, () => {
          status.textContent = "The access token has expired. Refresh it.";
        });
      }
    }
    find("#try-refresh").hidden = !tokens.refresh_token;
    result.hidden = false;
  }

  /** One call at a time; `then` gets the tokens of a successful one. */
  async function call(button, path, headers, body, then) {
    if (busy) return;
    busy = true;
    button.setAttribute("aria-busy", "true");
    failure.replaceChildren();
    status.textContent = "Calling…";
    const outcome = await callFacade("POST", path, headers, body);
    button.removeAttribute("aria-busy");
    busy = false;
    if (outcome.failure) {
      status.textContent = "The call failed.";
      showFailure(failure, outcome.failure, outcome.retryAfter);
    } else {
      const after = then(outcome.json);
      status.textContent = `${after} It took ${outcome.took} ms; request id ${outcome.requestId}.`;
    }
  }

  form.querySelector("fieldset").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [headers, body] = [typed(form, "header"), typed(form, "body")];
    call(submit, form.dataset.path, headers, body, (tokens) => {
      session = { headers, client: body, tokens };
      // A refresh does not need it, so it does not stay in the page.
      for (const input of form.querySelectorAll("[data-forget]")) {
        delete body[input.dataset.body];
        input.value = "";
      }
      show(tokens);
      return "Here is a token.";
    });
  });
  form.addEventListener("reset", forget);

  find("#try-fill")?.addEventListener("click", ({ currentTarget }) => {
    for (const input of form.querySelectorAll("[data-body]")) {
      input.value = currentTarget.getAttribute(`data-${input.dataset.body}`);
    }
    submit.focus();
    announce("Filled in");
  });

  /** Calls another action with fields from the form and from the last response. */
  function continued(button, then) {
    if (!session) return;
    const { tokens, client, headers } = session;
    // Revoking the refresh token revokes what came from it.
    const known = { ...client, ...tokens, token: tokens.refresh_token ?? tokens.access_token };
    const names = button.dataset.fields.split(" ");
    const body = Object.fromEntries(names.map((name) => [name, known[name]]));
    call(button, button.dataset.path, headers, body, then);
  }

  find("#try-refresh").addEventListener("click", ({ currentTarget }) =>
    continued(currentTarget, (tokens) => {
      // Without a new refresh token the old one is still valid.
      session.tokens = { refresh_token: session.tokens.refresh_token, ...tokens };
      show(session.tokens);
      return "Here is a new access token.";
    }));
  find("#try-revoke").addEventListener("click", ({ currentTarget }) =>
    continued(currentTarget, () => {
      forget();
      find("#outcome-title").focus();
      return "Revoked: these tokens are no longer valid.";
    }));

  result.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-output]");
    if (!row || !session) return;
    const value = String(session.tokens[row.dataset.output]);
    if ("copyOutput" in target.dataset) copyBy(target, value);
    if ("reveal" in target.dataset) {
      const reveal = target.getAttribute("aria-pressed") !== "true";
      press(target, reveal);
      const place = row.querySelector(".value");
      if (reveal) place.textContent = value;
      else showMasked(place, value);
    }
  });

  // A page that is left and opened again has no secret in it.
  addEventListener("pagehide", () => form.reset());
}

{
  const form = document.querySelector("#try-form");
  if (form) startTrying(form);
}
