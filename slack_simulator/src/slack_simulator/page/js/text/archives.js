// Links to messages, which Slack opens within itself: here they lead to the conversation of this workspace.

import { directMessage, state } from "../base/store.js";

const PATH = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?\/?$/;

/** {channel, ts, thread} where the URL is one of this workspace's own, else null. */
export function archived(href) {
  const url = new URL(href, location.href);
  const found = url.hostname === `${state.team?.domain}.slack.com` && PATH.exec(url.pathname);
  if (!found) return null;
  return { channel: found[1], ts: found[2] ? `${found[2]}.${found[3]}` : null, thread: url.searchParams.get("thread_ts") };
}

/** The address of such a place on this page, or null where the viewer cannot see it: #<place>/<thread>/<message>. */
export function placeFor({ channel, ts, thread }) {
  if (!state.conversations.has(channel)) return null;
  const place = channel === directMessage()?.id ? "dm" : channel;
  return `#${[place, thread ?? "", ts ?? ""].join("/").replace(/\/+$/, "")}`;
}
