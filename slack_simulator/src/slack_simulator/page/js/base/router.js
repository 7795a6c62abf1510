// Says what is shown, from the address: #<channel>, #dm or #home, behind a slash the open thread, and then a message.

import { directMessage, state } from "./store.js";

/** {view: "conversation"|"home", id, isDm, thread, message}; falls back to the first channel the viewer is in. */
export function route() {
  const [place, thread, message] = decodeURIComponent(location.hash.slice(1)).split("/");
  const inside = { thread: thread || null, message: message || null };
  if (place === "home" && state.app.home_tab !== false) return { view: "home", id: null, isDm: true, thread: null, message: null };
  const own = directMessage();
  if (place === "dm" || place === "home" || (own && place === own.id)) {
    return { view: "conversation", id: own?.id ?? null, isDm: true, ...inside };
  }
  if (state.conversations.has(place)) return { view: "conversation", id: place, isDm: false, ...inside };
  return { view: "conversation", id: firstChannel()?.id ?? null, isDm: false, thread: null, message: null };
}

function firstChannel() {
  const channels = [...state.conversations.values()].filter((one) => one.kind === "channel");
  const open = channels.filter((one) => !one.is_archived && one.members.includes(state.me));
  return open.find((one) => one.members.includes(state.app.bot_user_id)) ?? open[0] ?? channels[0] ?? null;
}

const placeOf = ({ view, id, isDm }) => (view === "home" ? "home" : isDm ? "dm" : id);

/** Go to #dm, #home or a channel. */
export function go(place) {
  location.hash = place;
}

/** Open a thread beside what is shown, or close it with null. */
export function goThread(ts) {
  const place = placeOf(route());
  location.hash = ts ? `${place}/${ts}` : place;
}
