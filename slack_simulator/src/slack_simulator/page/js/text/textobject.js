// Shows a text object of Block Kit: plain text, or Slack's own markup.

import { el } from "../base/dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A text object as nodes. */
export function textObject(text) {
  if (!text) return "";
  if (text.type === "mrkdwn") return mrkdwn(text.text ?? "", { verbatim: text.verbatim });
  const shown = text.emoji === false ? text.text : withEmoji(text.text ?? "");
  return el("span", { class: "plain" }, shown);
}
