// Shows Block Kit blocks, reusing what is already on the page so that typed text and focus survive updates.

import { el, isLocal, safeUrl } from "../base/dom.js";
import { link } from "../text/links.js";
import { markdown } from "../text/markdown.js";
import { richText } from "../text/richtext.js";
import { textObject } from "../text/textobject.js";
import { renderElement } from "./elements.js";
import { inputBlock } from "./inputs.js";

/**
 * Put blocks into `root`. `context` is {surface, key, values, container, send}; see elements.js.
 * Blocks that did not change keep their nodes; the others keep their state in `context.values`.
 */
export function renderBlocks(root, blocks, context) {
  const before = new Map([...root.children].map((node) => [node.dataset.key, node]));
  const nodes = blocks.map((block, index) => {
    const key = block.block_id ?? `at-${index}`;
    const made = JSON.stringify(block);
    const old = before.get(key);
    if (old && old.made === made) return old;
    const node = renderBlock(block, { ...context, blockId: key });
    node.dataset.key = key;
    node.made = made;
    return node;
  });
  const focus = rememberFocus(root);
  // Gone nodes first, so that those that stay need not be moved: moving a node takes its focus and scroll position.
  [...root.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
  nodes.forEach((node, index) => root.children[index] === node || root.insertBefore(node, root.children[index] ?? null));
  focus?.();
}

// A block that is drawn again loses the focus; find the element with the same ids and give it back.
function rememberFocus(root) {
  const held = document.activeElement;
  if (!held || !root.contains(held) || !held.dataset.actionId) return null;
  const { actionId } = held.dataset;
  const block = held.closest("[data-key]")?.dataset.key;
  const [start, end] = "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : [null, null];
  return () => {
    if (document.activeElement === held) return;
    const again = root.querySelector(`[data-key="${CSS.escape(block)}"] [data-action-id="${CSS.escape(actionId)}"]`);
    again?.focus();
    if (again && start !== null && again.setSelectionRange) again.setSelectionRange(start, end);
  };
}

const RENDERERS = {
  header: (block) => el("div", { class: "block header", role: "heading", "aria-level": "3" }, textObject(block.text)),
  divider: () => el("hr", { class: "block divider" }),
  section,
  context: (block) => el("div", { class: "block context" }, (block.elements ?? []).map(contextElement)),
  actions: (block, context) =>
    el("div", { class: "block actions" }, (block.elements ?? []).map((element) => renderElement(element, block, context))),
  input: inputBlock,
  image: (block) => el("figure", { class: "block image" }, block.title && el("figcaption", {}, textObject(block.title)), picture(block)),
  rich_text: (block) => el("div", { class: "block" }, richText(block)),
  markdown: (block) => el("div", { class: "block" }, markdown(block.text ?? "")),
  alert: (block) => el("div", { class: `block alert ${block.level ?? ""}`, role: "note" }, textObject(block.text)),
};

function renderBlock(block, context) {
  const render = RENDERERS[block.type];
  if (render) return render(block, context);
  return el("div", { class: "block placeholder" }, `A block of the kind “${block.type}” is not shown here.`);
}

function section(block, context) {
  const words = el("div", { class: "section-words" }, block.text && el("div", { class: "section-text" }, textObject(block.text)));
  if (block.fields?.length) words.append(el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textObject(field)))));
  const accessory = block.accessory && el("div", { class: "accessory" }, accessoryOf(block, context));
  const wide = ["radio_buttons", "checkboxes"].includes(block.accessory?.type) ? " wide" : "";
  return el("div", { class: `block section${wide}` }, words, accessory);
}

const accessoryOf = (block, context) =>
  block.accessory.type === "image" ? picture(block.accessory, "thumb") : renderElement(block.accessory, block, context);

const contextElement = (element) =>
  element.type === "image" ? picture(element, "tiny") : el("span", { class: "context-text" }, textObject(element));

/** A picture of this workspace; one from elsewhere is named and linked, not fetched. */
function picture(element, size = "full") {
  const url = element.image_url ?? element.slack_file?.url ?? "";
  if (isLocal(url)) return el("img", { class: `picture ${size}`, src: url, alt: element.alt_text ?? "" });
  const host = safeUrl(url) ? new URL(url).hostname : "elsewhere";
  return el("span", { class: `picture-note ${size}`, title: url }, link(url, `Picture: ${element.alt_text || "no description"} (${host})`));
}
