// How responses are shown: secrets are masked until they are revealed.

/** What may be read over a shoulder; everything else in a response with tokens is masked. */
const OPEN = ["scope", "token_type", "expires_in"];

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Dots, and words for screen readers. */
function showMasked(place, value) {
  place.replaceChildren(
    element("span", "••••••••••••"),
    element("span", `hidden, ${value.length} characters`, "sr"),
  );
  place.firstChild.setAttribute("aria-hidden", "true");
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", pressed);
  button.textContent = pressed ? "Hide" : "Reveal";
}

/** The rows of an error, in the order in which they help. */
function showFailure(place, failure, retryAfter) {
  const list = element("dl", "", "error");
  const row = (name, value) => {
    if (!value) return;
    const pair = element("div", "");
    pair.append(element("dt", name), element("dd", value));
    list.append(pair);
  };
  row("Error", failure.error);
  row("What happened", failure.error_description);
  row("What to do", failure.hint);
  row("Wait", retryAfter && `${retryAfter} seconds`);
  row("Request id", failure.request_id);
  place.replaceChildren(list);
}

const twoDigits = (number) => String(number).padStart(2, "0");

/** Minutes and seconds, with hours if there are any. */
function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = twoDigits(seconds % 60);
  return hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Counts down to zero, by the clock, because a hidden page's timers are slow. */
function countDown(place, seconds, over) {
  const end = Date.now() + seconds * 1000;
  const show = () => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    place.textContent = left ? `${clock(left)} left` : "expired";
    place.classList.toggle("over", !left);
    if (!left) {
      clearInterval(timer);
      over();
    }
  };
  const timer = setInterval(show, 1000);
  show();
  return () => clearInterval(timer);
}
