// Shows a list of messages with day dividers, keeps it in step with the store, and looks after scrolling.

import { el, icon } from "../base/dom.js";
import { isReply, messagesOf, myZone, now } from "../base/store.js";
import { dayKey, dayName, fromTs } from "../base/time.js";
import { fillMessage, foldMessage, newMessage } from "./message.js";

const GROUP_SECONDS = 300;
const NEAR_END = 90;

/** A list of messages: {node, update(), toEnd()}. `options`: {channel, thread, unseenFrom, intro}. */
export function messageList({ channel, thread = null, unseenFrom = null, intro = null }) {
  const rows = el("div", { class: "rows" });
  const jump = el("button", { type: "button", class: "jump", hidden: true, on: { click: () => toEnd() } }, "New messages", icon("down"));
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "log", "aria-live": "off", "aria-label": "Messages" }, intro && el("div", { class: "intro" }, intro), rows);
  const node = el("div", { class: "list" }, scroller, jump);
  const kept = new Map();
  let last = null;

  const wanted = () =>
    messagesOf(channel).filter((one) =>
      thread ? one.ts === thread || one.thread_ts === thread : !isReply(one) || one.subtype === "thread_broadcast");

  function update() {
    const stay = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight > NEAR_END;
    const messages = wanted();
    const nodes = sequence(messages, { unseenFrom, thread }).map((row) => rowNode(row, thread, kept));
    [...rows.children].filter((one) => !nodes.includes(one)).forEach((one) => one.remove());
    nodes.forEach((one, index) => rows.children[index] === one || rows.insertBefore(one, rows.children[index] ?? null));
    const newest = messages.at(-1)?.ts ?? null;
    if (!stay) toEnd();
    else if (last && newest && Number(newest) > Number(last)) jump.hidden = false;
    last = newest;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    jump.hidden = true;
  }

  scroller.addEventListener("scroll", () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END) jump.hidden = true;
  });
  // A window that gets smaller (a keyboard, the panel) must not hide the newest message.
  let height = 0;
  new ResizeObserver(() => {
    const grewBy = height - scroller.clientHeight;
    if (grewBy > 0 && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < grewBy + NEAR_END) toEnd();
    height = scroller.clientHeight;
  }).observe(scroller);
  return { node, update, toEnd };
}

// The rows to show, in order: {key, day}, {key, unseen}, {key, replies} or {key, message, grouped}.
function sequence(messages, { unseenFrom, thread }) {
  const rows = [];
  let before = null;
  let marked = false;
  for (const message of messages) {
    const day = dayKey(fromTs(message.ts), myZone());
    const newDay = !before || dayKey(fromTs(before.ts), myZone()) !== day;
    if (newDay && !thread) rows.push({ key: `day-${day}`, day: fromTs(message.ts) });
    const unseen = !marked && unseenFrom !== null && Number(message.ts) >= Number(unseenFrom);
    if (unseen) rows.push({ key: "unseen", unseen: true });
    marked ||= unseen;
    rows.push({ key: message.ts, message, grouped: !newDay && !unseen && follows(before, message) && !(thread && before.ts === thread) });
    if (thread && message.ts === thread && messages.length > 1) rows.push({ key: "replies", replies: messages.length - 1 });
    before = message;
  }
  return rows;
}

function follows(before, message) {
  const same = before.author?.name === message.author?.name && before.user === message.user && before.author?.picture === message.author?.picture;
  return same && !before.ephemeral && !message.ephemeral && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

function rowNode(row, thread, kept) {
  if (row.day) return divider(kept, row.key, "day", dayName(row.day, myZone(), now()));
  if (row.unseen) return divider(kept, row.key, "unseen", "New");
  if (row.replies) return divider(kept, row.key, "replies", row.replies === 1 ? "1 reply" : `${row.replies} replies`);
  if (!kept.has(row.key)) kept.set(row.key, newMessage(row.key));
  const node = kept.get(row.key);
  fillMessage(node, row.message, { grouped: row.grouped, inThread: Boolean(thread) });
  if (!thread) requestAnimationFrame(() => foldMessage(node));
  return node;
}

function divider(kept, key, kind, text) {
  if (!kept.has(key)) kept.set(key, el("div", { class: `divider-row ${kind}`, role: "separator" }, el("span")));
  const node = kept.get(key);
  node.setAttribute("aria-label", text);
  node.firstChild.textContent = text;
  return node;
}
