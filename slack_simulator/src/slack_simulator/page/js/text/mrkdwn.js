// Reads Slack's mrkdwn and builds DOM nodes from it, the way Slack shows it.

import { el } from "../base/dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { channelMention, dateToken, groupMention, broadcastMention, userMention } from "./mentions.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const QUOTE = /^(?:>|&gt;) ?/;
const BARE_URL = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"]/;
const BARE_BROADCAST = /^@(here|channel|everyone)\b/;

/** Nodes for a mrkdwn text; `verbatim` switches off the linking of bare URLs and names, `names: false` that of names alone. */
export function mrkdwn(text, { verbatim = false, names = !verbatim } = {}) {
  const fragment = document.createDocumentFragment();
  text.split(/```\n?([\s\S]*?)\n?```/).forEach((part, index) => {
    if (index % 2) fragment.append(el("pre", {}, plain(part)));
    else if (part) appendLines(fragment, part, index > 0, { verbatim, names });
  });
  return fragment;
}

// After a code block the newline that ended it is not an empty line.
function appendLines(target, text, afterCode, options) {
  const lines = (afterCode ? text.replace(/^\n/, "") : text).split("\n");
  let quote = null;
  let first = true;
  for (const line of lines) {
    if (QUOTE.test(line)) {
      if (quote) quote.append(el("br"));
      else target.append((quote = el("blockquote")));
      appendInline(quote, line.replace(QUOTE, ""), options);
      first = true;
      continue;
    }
    quote = null;
    if (!first) target.append(el("br"));
    first = false;
    appendInline(target, line, options);
  }
}

function appendInline(target, line, options) {
  const reader = { line, at: 0, text: "", target, options, dead: new Set() };
  while (reader.at < line.length) {
    if (!READERS.some((read) => read(reader))) {
      reader.text += line[reader.at];
      reader.at += 1;
    }
  }
  flush(reader);
}

function flush(reader) {
  if (reader.text) reader.target.append(unescape(reader.text));
  reader.text = "";
}

function put(reader, node, length) {
  flush(reader);
  reader.target.append(node);
  reader.at += length;
  return true;
}

const READERS = [readAngle, readCode, readStyle, readEmoji, readBareUrl, readBareBroadcast];

function readAngle(reader) {
  if (reader.line[reader.at] !== "<") return false;
  const end = reader.line.indexOf(">", reader.at);
  if (end < 0) return false;
  const inside = reader.line.slice(reader.at + 1, end);
  const node = angle(inside, reader.options);
  return node ? put(reader, node, inside.length + 2) : false;
}

function angle(inside, options) {
  const bar = inside.indexOf("|");
  const body = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : unescape(inside.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(body)) return userMention(body.slice(1), label);
  if (/^#[CG][A-Z0-9]+$/.test(body)) return channelMention(body.slice(1), label);
  if (body.startsWith("!subteam^")) return groupMention(body.slice(9), label);
  if (body.startsWith("!date^")) return dateToken(body.split("^").slice(1).map(unescape), label);
  if (/^!(here|channel|everyone)$/.test(body)) return broadcastMention(body.slice(1));
  if (/^(https?:\/\/|mailto:)/i.test(body)) return link(unescape(body), label === null ? unescape(body) : styled(inside.slice(bar + 1), options));
  return null;
}

function styled(text, options) {
  const span = el("span");
  appendInline(span, text, { ...options, verbatim: true, names: false });
  return span;
}

function readCode(reader) {
  if (reader.line[reader.at] !== "`") return false;
  const end = reader.line.indexOf("`", reader.at + 1);
  if (end <= reader.at + 1) return false;
  const inside = reader.line.slice(reader.at + 1, end);
  return put(reader, el("code", {}, plain(inside)), inside.length + 2);
}

function readStyle(reader) {
  const { line, at, dead } = reader;
  const mark = line[at];
  if (!STYLES[mark] || dead.has(mark) || (at > 0 && WORD.test(line[at - 1])) || /\s/.test(line[at + 1] ?? " ")) return false;
  const end = closing(line, mark, at);
  if (end < 0) {
    // No later opening of this mark can close either: remembering that keeps long hostile lines cheap.
    dead.add(mark);
    return false;
  }
  const node = el(STYLES[mark]);
  appendInline(node, line.slice(at + 1, end), reader.options);
  return put(reader, node, end - at + 1);
}

function closing(line, mark, from) {
  for (let at = line.indexOf(mark, from + 2); at >= 0; at = line.indexOf(mark, at + 1)) {
    if (!/\s/.test(line[at - 1]) && line[at - 1] !== mark && !WORD.test(line[at + 1] ?? " ")) return at;
  }
  return -1;
}

function readEmoji(reader) {
  if (reader.line[reader.at] !== ":") return false;
  const found = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(reader.line.slice(reader.at, reader.at + 80));
  const character = found && emoji(found[1]);
  return character ? put(reader, el("span", { class: "emoji", role: "img", "aria-label": found[1], title: `:${found[1]}:` }, character), found[0].length) : false;
}

function readBareUrl(reader) {
  if (reader.options.verbatim || reader.line[reader.at] !== "h") return false;
  const found = BARE_URL.exec(reader.line.slice(reader.at));
  return found ? put(reader, link(unescape(found[0]), unescape(found[0])), found[0].length) : false;
}

function readBareBroadcast(reader) {
  if (!reader.options.names || reader.line[reader.at] !== "@") return false;
  const found = BARE_BROADCAST.exec(reader.line.slice(reader.at));
  return found ? put(reader, broadcastMention(found[1]), found[0].length) : false;
}

/** Undo Slack's three escapes, & last so that nothing is undone twice. */
const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// In code, links and mentions keep their label or address but are not alive.
const plain = (text) => unescape(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, body, label) => label ?? body));
