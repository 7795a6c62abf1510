// Shows people, channels, groups, broadcasts and dates that are named inside a text.

import { el } from "../base/dom.js";
import { myZone, now, state } from "../base/store.js";
import { fullTime, slackDate } from "../base/time.js";
import { link } from "./links.js";

/** A person by id; the reader's own name stands out more. */
export function userMention(id, label = null) {
  const name = state.people.get(id)?.shown_name ?? (id === state.app?.bot_user_id ? state.app.name : label ?? id);
  return el("span", { class: `mention${id === state.me ? " me" : ""}`, title: state.people.get(id)?.real_name ?? "" }, `@${name}`);
}

/** A channel by id, followed by a click where the reader can see it. */
export function channelMention(id, label = null) {
  const known = state.conversations.get(id);
  if (!known) return el("span", { class: "mention" }, `#${label || "private channel"}`);
  return el("a", { class: "mention", href: `#${id}` }, `#${known.name}`);
}

export const groupMention = (id, label = null) => el("span", { class: "mention" }, label?.startsWith("@") ? label : `@${label ?? id}`);

export const broadcastMention = (range) => el("span", { class: "mention loud" }, `@${range}`);

/** A date token: [seconds, pattern, optional URL] in the reader's zone, or the fallback when it cannot be read. */
export function dateToken([seconds, pattern, url], fallback) {
  const date = new Date(Number(seconds) * 1000);
  if (!pattern || Number.isNaN(date.getTime())) return document.createTextNode(fallback ?? "");
  const text = slackDate(pattern, date, myZone(), now());
  const node = el("time", { datetime: date.toISOString(), title: fullTime(date, myZone()) }, text);
  return url ? link(url, node) : node;
}
