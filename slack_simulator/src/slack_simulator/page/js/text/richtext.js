// Builds DOM nodes from a rich_text block, where every style and mention is an explicit element.

import { el } from "../base/dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcastMention, channelMention, dateToken, groupMention, userMention } from "./mentions.js";

/** Nodes for the elements of a rich_text block. */
export const richText = (block) => el("div", { class: "rich" }, (block.elements ?? []).map(part));

function part(element) {
  const inner = () => (element.elements ?? []).map(inline);
  switch (element.type) {
    case "rich_text_section":
      return el("div", { class: "rich-section" }, inner());
    case "rich_text_list":
      return list(element);
    case "rich_text_quote":
      return el("blockquote", {}, inner());
    case "rich_text_preformatted":
      return el("pre", {}, inner());
    default:
      return el("div", { class: "placeholder" }, `Rich text of the kind “${element.type}” is not shown here.`);
  }
}

function list(element) {
  const ordered = element.style === "ordered";
  const attrs = { class: `rich-list indent-${Math.min(element.indent ?? 0, 8)}`, start: ordered && element.offset ? element.offset + 1 : null };
  return el(ordered ? "ol" : "ul", attrs, (element.elements ?? []).map((item) => el("li", {}, (item.elements ?? []).map(inline))));
}

function inline(element) {
  return styled(bare(element), element.style ?? {});
}

function bare(element) {
  switch (element.type) {
    // Slack's reference of rich text: emoji are elements of their own, and ":name:" within a text stays as it is.
    case "text":
      return withBreaks(element.text ?? "");
    case "link":
      return link(element.url, element.text || element.url);
    case "emoji":
      return el("span", { class: "emoji", role: "img", "aria-label": element.name, title: `:${element.name}:` }, character(element));
    case "user":
      return userMention(element.user_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return broadcastMention(element.range);
    case "date":
      return dateToken([element.timestamp, element.format, element.url], element.fallback);
    case "color":
      return el("code", {}, element.value);
    default:
      return el("span", { class: "placeholder" }, element.type);
  }
}

function character(element) {
  const known = emoji(element.name ?? "");
  if (known) return known;
  try {
    return String.fromCodePoint(...element.unicode.split("-").map((code) => Number.parseInt(code, 16)));
  } catch {
    return `:${element.name}:`;
  }
}

function withBreaks(text) {
  const lines = text.split("\n");
  return el("span", {}, lines.map((line, index) => (index ? [el("br"), line] : line)));
}

function styled(node, style) {
  const tags = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}
