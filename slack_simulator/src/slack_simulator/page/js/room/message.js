// Shows one message: who, when, what, whether edited, and its thread; and changes it in place.

import { avatar, el, icon } from "../base/dom.js";
import { goThread } from "../base/router.js";
import { messagesOf, myZone, now, state } from "../base/store.js";
import { ago, clockTime, fromTs, fullTime } from "../base/time.js";
import { renderBlocks } from "../blocks/blocks.js";
import { valuesOf } from "../blocks/values.js";
import { emoji, withEmoji } from "../text/emoji.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { reactButton, reactionBar } from "./reactions.js";

const SLOTS = ["eye", "head", "body", "foot", "reactions", "replies"];

/** An empty message with its places; fill it with `fillMessage`. */
export function newMessage(ts) {
  const parts = Object.fromEntries(SLOTS.map((name) => [name, el("div", { class: `message-${name}` })]));
  const gutter = el("div", { class: "message-gutter" });
  const tools = el("div", { class: "message-tools" });
  const node = el("article", { class: "message", tabindex: "-1", data: { testid: "message", ts } }, gutter, el("div", { class: "message-main" }, Object.values(parts)), tools);
  return Object.assign(node, { parts: { ...parts, gutter, tools } });
}

/** Bring a message node up to date; `grouped` leaves out the head, `inThread` the thread bar. */
export function fillMessage(node, message, { grouped, inThread }) {
  const { parts } = node;
  const date = fromTs(message.ts);
  const who = message.author ?? { name: "Someone", picture: null, is_app: false };
  const time = clockTime(date, myZone());
  node.className = `message${grouped ? " grouped" : ""}${message.ephemeral ? " ephemeral" : ""}${isQuiet(message) ? " quiet" : ""}`;
  node.setAttribute("aria-label", `${who.name}, ${time}`);
  const stamp = el("time", { class: "stamp", datetime: date.toISOString(), title: fullTime(date, myZone()) }, time);
  parts.gutter.replaceChildren(grouped ? stamp : face(who));
  parts.eye.replaceChildren(...(message.ephemeral ? [icon("eye"), "Only visible to you"] : []));
  parts.head.replaceChildren(
    ...(grouped ? [] : [el("span", { class: "author", dir: "auto" }, who.name), who.is_app && el("span", { class: "badge" }, "APP"), stamp].filter(Boolean)),
  );
  fillBody(parts.body, message);
  parts.foot.replaceChildren(...(message.edited ? [el("span", { class: "edited", title: editedTitle(message) }, "(edited)")] : []));
  parts.reactions.replaceChildren(...reactionBar(message));
  const canReply = !inThread && !message.ephemeral;
  parts.replies.replaceChildren(...(canReply ? threadBar(message) : []));
  parts.tools.replaceChildren(...(message.ephemeral ? [] : [reactButton(message)]), ...(canReply ? [replyButton(message)] : []));
}

// An app may post under an emoji instead of a picture.
function face(who) {
  const character = who.emoji && emoji(who.emoji.replaceAll(":", ""));
  return character ? el("span", { class: "avatar size-36 letter", "aria-hidden": "true" }, character) : avatar(who.picture, who.name, 36);
}

const isQuiet = (message) => ["channel_join", "channel_leave", "group_join", "group_leave", "channel_archive", "channel_unarchive"].includes(message.subtype);
const editedTitle = ({ edited }) => (edited.ts ? fullTime(fromTs(edited.ts), myZone()) : "");

function fillBody(body, message) {
  const mode = message.blocks?.length ? "blocks" : "text";
  if (body.dataset.mode !== mode) body.replaceChildren();
  body.dataset.mode = mode;
  if (mode === "text") body.replaceChildren(el("div", { class: "words", dir: "auto" }, words(message)), ...attachments(message), ...files(message));
  else renderBlocks(body, message.blocks, contextOf(message, body));
}

// Outside blocks Slack links bare URLs, but takes no bare @here for a mention.
const words = ({ text = "", mrkdwn: marked = true }) => (marked ? mrkdwn(text, { names: false }) : withEmoji(text));

const attachments = (message) =>
  (message.attachments ?? []).map((one) => el("div", { class: "attachment", dir: "auto" }, mrkdwn(one.text ?? one.fallback ?? "", { verbatim: true })));

const files = (message) =>
  (message.files ?? []).map((one) => {
    const href = `${one.url_private}?as=${encodeURIComponent(state.me)}`;
    const picture = one.mimetype?.startsWith("image/") && el("img", { class: "picture full", src: href, alt: one.alt_txt ?? "" });
    return el("div", { class: "attachment", dir: "auto" }, el("a", { href, download: one.name }, one.title), picture);
  });

function contextOf(message, body) {
  const key = `${message.channel}:${message.ts}`;
  body.blocks = message.blocks;
  return { surface: "message", values: valuesOf(key), container: { channel: message.channel, ts: message.ts }, blocks: () => body.blocks };
}

const LONG = 520;

/** Fold a very long message that has just been drawn, once; the person may unfold it. */
export function foldMessage(node) {
  const { body, foot } = node.parts;
  if (node.unfolded || body.classList.contains("folded") || body.scrollHeight <= LONG) {
    if (body.classList.contains("folded") && !foot.querySelector(".unfold")) foot.prepend(unfoldButton(node));
    return;
  }
  body.classList.add("folded");
  foot.prepend(unfoldButton(node));
}

function unfoldButton(node) {
  const button = el("button", { type: "button", class: "unfold" }, "Show more");
  button.addEventListener("click", () => {
    node.unfolded = true;
    node.parts.body.classList.remove("folded");
    button.remove();
    node.focus();
  });
  return button;
}

/** The replies of a message, oldest first. */
const repliesTo = (message) => messagesOf(message.channel).filter((one) => one.thread_ts === message.ts && one.ts !== message.ts);

function threadBar(message) {
  const replies = repliesTo(message);
  if (!replies.length) return [];
  const people = new Map(replies.map((one) => [one.author?.name, one.author]));
  const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return [
    el(
      "button",
      { type: "button", class: "thread-bar", data: { testid: "thread-bar" }, on: { click: () => goThread(message.ts) } },
      [...people.values()].slice(0, 4).map((who) => avatar(who?.picture, who?.name, 22)),
      el("span", { class: "thread-count" }, words),
      el("span", { class: "thread-last" }, `Last reply ${ago(fromTs(replies.at(-1).ts), now())}`),
    ),
  ];
}

const replyButton = (message) =>
  el("button", { type: "button", class: "tool", title: "Reply in thread", "aria-label": "Reply in thread", on: { click: () => goThread(message.thread_ts ?? message.ts) } }, icon("reply"));

/** What a screen reader is told when a message arrives. */
export function spoken(message) {
  const words = mrkdwn(message.text ?? "", { verbatim: true });
  for (const end of words.querySelectorAll("br")) end.replaceWith(" ");
  return `${message.author?.name ?? "Someone"}: ${words.textContent.slice(0, 200)}`;
}
