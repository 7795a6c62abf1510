// Talks to the workspace's own JSON API and its live stream of events.

/** The workspace refused, or could not be reached; the message is a sentence for people. */
export class ApiError extends Error {}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new ApiError("The workspace does not answer. Is it still running?");
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new ApiError(`The workspace answered something unreadable (HTTP ${response.status}).`);
  }
  if (!response.ok || body.ok === false) throw new ApiError(body.error || `The workspace answered HTTP ${response.status}.`);
  return body;
}

/** The name of this tab of the browser: a modal opens where somebody asked for it, and in no other tab. */
export const TAB = sessionStorage.getItem("tab") ?? crypto.randomUUID();
sessionStorage.setItem("tab", TAB);

/** GET a path under /_local, with query parameters. */
export function read(path, query = {}) {
  const given = Object.entries({ ...query, tab: TAB }).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(given).toString();
  return answer(fetch(`/_local/${path}${search ? `?${search}` : ""}`, { cache: "no-store" }));
}

/** POST JSON to a path under /_local. */
export function send(path, body = {}) {
  return answer(
    fetch(`/_local/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify("as" in body ? { ...body, tab: TAB } : body) }),
  );
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** Keep a live stream for one person; `onOpen` is called at each (re)connection, `onLost` when it breaks. Returns a stop function. */
export function listen(as, { onOpen, onEvent, onLost }) {
  let source = null;
  let timer = null;
  let wait = FIRST_WAIT;

  function connect() {
    source = new EventSource(`/_local/live?as=${encodeURIComponent(as)}&tab=${TAB}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onOpen();
    };
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.onerror = () => {
      // The browser's own reconnection gives up on some answers, so every break is handled here alike.
      source.close();
      onLost();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
