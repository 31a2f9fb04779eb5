// The form that gets a token, and what can be done with the token. This page alone holds all of it.

function startTrying(form) {
  const find = (selector) => document.querySelector(selector);
  const card = find(".outcome");
  const [status, time, about] = [find("#try-status"), find("#try-clock"), find("#try-about")];
  const [failure, result, id, next] =
    [find("#try-error"), find("#try-result"), find("#try-id"), find("#try-next")];
  const submit = form.querySelector("[type=submit]");
  const inputs = [...form.querySelectorAll("input")];
  const chips = [...document.querySelectorAll("[data-username]")];
  let session = null;
  let last = null;
  let busy = false;
  let stopClocks = [];

  /** What a response has shown, before the next one or none. */
  function clear(state) {
    stopClocks.forEach((stop) => stop());
    stopClocks = [];
    card.dataset.state = state;
    last = null;
    for (const part of [result, id, next, about]) part.hidden = true;
    failure.replaceChildren();
    time.textContent = "";
    for (const row of result.querySelectorAll("[data-output]")) {
      row.hidden = true;
      row.querySelector(".value").replaceChildren();
    }
  }

  function forget() {
    session = null;
    clear("none");
    status.textContent = "Nothing yet. The token, how long it is valid and the request id will be here.";
  }

  /** The samples, or empty fields; of a used form only those that no later call needs. */
  function fill(fields) {
    for (const input of fields) input.value = input.dataset.sample ?? "";
  }

  function show(tokens) {
    for (const row of result.querySelectorAll("[data-output]")) {
      const value = tokens[row.dataset.output];
      const place = row.querySelector(".value");
      row.hidden = value === undefined;
      if (row.hidden) continue;
      const text = String(value);
      if ("secret" in row.dataset) {
        showMasked(place, text);
        press(row.querySelector("[data-reveal]"), false);
      } else {
        place.textContent = text;
      }
      const timer = row.querySelector(".countdown");
      if (timer) {
        stopClocks.push(countDown(timer, value, "left", "expired", () => {
          status.textContent = "The access token has expired. Refresh it.";
        }));
      }
    }
    find("#try-refresh").hidden = !tokens.refresh_token;
    result.hidden = false;
  }

  /** Whether a call has to wait for another one, which is said then. */
  function waits() {
    if (busy) status.textContent = "Still calling. One call at a time.";
    return busy;
  }

  /** One call at a time; `then` gets the tokens of a successful one. */
  async function call(button, path, headers, body, then) {
    busy = true;
    clear("busy");
    button.setAttribute("aria-busy", "true");
    status.textContent = "Calling…";
    const started = Date.now();
    const ticking = setInterval(() => {
      time.textContent = `${Math.round((Date.now() - started) / 1000)} s`;
    }, 1000);
    const replay = {
      url: new URL(path, document.baseURI).href,
      method: "Post",
      headers: withoutSecrets(form, "header", headers),
      body: JSON.stringify(withoutSecrets(form, "body", body)),
    };
    const outcome = await callFacade("POST", path, headers, body);
    clearInterval(ticking);
    button.removeAttribute("aria-busy");
    busy = false;
    last = { ...replay, json: outcome.json ?? outcome.failure };
    time.textContent = outcome.status ? `Status ${outcome.status}, ${outcome.took} ms` : "";
    id.hidden = !outcome.requestId;
    find("#try-id-value").textContent = outcome.requestId ?? "";
    next.hidden = false;
    if (outcome.failure) {
      session = null;
      card.dataset.state = "bad";
      // It did not come from the simulated tenant.
      if (outcome.failure.error === "login_paused") about.hidden = true;
      status.textContent = "The call failed.";
      stopClocks.push(showFailure(failure, outcome.failure, outcome.retryAfter));
    } else {
      card.dataset.state = "good";
      status.textContent = then(outcome.json);
    }
    if (!session) find("#try-refresh").hidden = true;
    find("#try-revoke").hidden = !session;
  }

  function getToken(button) {
    const [headers, body] = [typed(form, "header"), typed(form, "body")];
    return call(button, form.dataset.path, headers, body, (tokens) => {
      session = { headers, client: body, tokens };
      // A refresh does not need it, so it does not stay in the page.
      const forgotten = inputs.filter((input) => "forget" in input.dataset);
      for (const input of forgotten) delete body[input.dataset.body];
      fill(forgotten);
      show(tokens);
      return "Here is a token.";
    });
  }

  form.querySelector("fieldset").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!waits()) getToken(submit);
  });
  form.addEventListener("reset", () => {
    forget();
    // After the browser has emptied the fields.
    setTimeout(() => fill(inputs));
  });

  for (const chip of chips) {
    const meaning = chip.nextElementSibling;
    chip.disabled = false;
    chip.title = meaning.textContent;
    meaning.className = "sr";
    chip.addEventListener("click", () => {
      if (waits()) return;
      fill(inputs);
      form.querySelector("[data-body=username]").value = chip.dataset.username;
      getToken(chip);
      about.textContent = `Simulated: ${chip.title}.`;
      about.hidden = false;
      card.scrollIntoView({ block: "nearest" });
    });
  }

  /** Calls another action with fields from the form and from the last response. */
  function continued(button, then) {
    if (!session || waits()) return;
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
      session = null;
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
  next.addEventListener("click", ({ target }) => {
    const { copyAs } = target.dataset;
    if (!copyAs || !last) return;
    copyBy(target, commands[copyAs]?.(last) ?? JSON.stringify(last.json, null, 2));
  });

  // A page that is left and opened again has no secret in it.
  addEventListener("pagehide", () => form.reset());
  forget();
  fill(inputs);
}

{
  const form = document.querySelector("#try-form");
  if (form) startTrying(form);
}
