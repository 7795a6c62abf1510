// Shows the basics of standard Markdown, for Slack's markdown block.

import { el } from "../base/dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./links.js";

const INLINE = /(`[^`\n]+`)|(\*\*|__)(?=\S)(.+?)(?<=\S)\2|(\*|_)(?=\S)(.+?)(?<=\S)\4|~~(.+?)~~|\[([^\]]*)\]\(([^\s)]+)\)/;

/** Nodes for a Markdown text: headings, lists, quotes, code, rules and inline styles. */
export function markdown(text) {
  const root = el("div", { class: "rich markdown" });
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) at = appendBlock(root, lines, at);
  return root;
}

function appendBlock(root, lines, at) {
  const line = lines[at];
  if (!line.trim()) return at + 1;
  if (/^```/.test(line)) return appendFence(root, lines, at);
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) {
    root.append(el("p", { class: "heading", role: "heading", "aria-level": Math.min(heading[1].length + 2, 6) }, inline(heading[2])));
    return at + 1;
  }
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
    root.append(el("hr"));
    return at + 1;
  }
  for (const [pattern, tag, item] of [[/^\s*[-*+]\s+/, "ul", "li"], [/^\s*\d+[.)]\s+/, "ol", "li"], [/^>\s?/, "blockquote", "div"]]) {
    if (pattern.test(line)) return appendRun(root, lines, at, pattern, tag, item);
  }
  return appendParagraph(root, lines, at);
}

function appendFence(root, lines, at) {
  const end = lines.findIndex((line, index) => index > at && /^```/.test(line));
  const stop = end < 0 ? lines.length : end;
  root.append(el("pre", {}, lines.slice(at + 1, stop).join("\n")));
  return stop + 1;
}

function appendRun(root, lines, at, pattern, tag, item) {
  const container = el(tag);
  let next = at;
  for (; next < lines.length && pattern.test(lines[next]); next += 1) container.append(el(item, {}, inline(lines[next].replace(pattern, ""))));
  root.append(container);
  return next;
}

function appendParagraph(root, lines, at) {
  let next = at + 1;
  while (next < lines.length && lines[next].trim() && !/^(```|#{1,6}\s|>|\s*[-*+]\s|\s*\d+[.)]\s)/.test(lines[next])) next += 1;
  root.append(el("p", {}, lines.slice(at, next).map((line, index) => (index ? [el("br"), inline(line)] : inline(line)))));
  return next;
}

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return [withEmoji(text)];
  const before = withEmoji(text.slice(0, found.index));
  return [before, styled(found), ...inline(text.slice(found.index + found[0].length))];
}

function styled([, code, , strong, , emphasis, struck, label, url]) {
  if (code) return el("code", {}, code.slice(1, -1));
  if (strong) return el("strong", {}, inline(strong));
  if (emphasis) return el("em", {}, inline(emphasis));
  if (struck) return el("s", {}, inline(struck));
  return link(url, label || url);
}
