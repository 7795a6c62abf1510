// Shows an input block: label, field, hint, and the error that belongs to it.

import { el, icon, uniqueId } from "../base/dom.js";
import { textObject } from "../text/textobject.js";
import { renderElement } from "./elements.js";

const GROUPS = ["checkboxes", "radio_buttons"];

/** An input block; its label names the field for everyone, "(optional)" is told as Slack does. */
export function inputBlock(block, context) {
  const labelId = uniqueId("label");
  const hintId = block.hint ? uniqueId("hint") : null;
  const errorId = uniqueId("error");
  // Not part of the name, so that a field is called exactly what the app calls it.
  const optionalId = block.optional ? uniqueId("optional") : null;
  const names = { fieldId: uniqueId("field"), labelId, describedBy: [optionalId, hintId, errorId].filter(Boolean).join(" "), required: !block.optional };
  const group = GROUPS.includes(block.element?.type);
  return el(
    "div",
    { class: "block input", role: group ? "group" : null, "aria-labelledby": group ? labelId : null, data: { blockId: context.blockId } },
    el("label", { for: group ? null : names.fieldId, class: "label" }, el("span", { id: labelId }, textObject(block.label)), optionalId && el("span", { class: "optional", id: optionalId }, " (optional)")),
    renderElement(block.element ?? {}, block, context, names),
    hintId && el("div", { class: "hint", id: hintId }, textObject(block.hint)),
    el("div", { class: "field-error", id: errorId, role: "alert", hidden: true }),
  );
}

/** Show the errors of a view at their fields, clear the others; returns the texts that have no field. */
export function showErrors(root, errors) {
  const left = new Map(Object.entries(errors ?? {}));
  for (const block of root.querySelectorAll(".block.input")) {
    const text = left.get(block.dataset.blockId);
    left.delete(block.dataset.blockId);
    setError(block, text ?? null);
  }
  return [...left.values()];
}

/** Take the error away from one field, once the person answers it. */
export function clearError(root, blockId) {
  const block = root.querySelector(`.block.input[data-block-id="${CSS.escape(blockId)}"]`);
  if (block) setError(block, null);
}

function setError(block, text) {
  const place = block.querySelector(".field-error");
  const control = block.querySelector("[data-action-id]");
  block.classList.toggle("wrong", Boolean(text));
  place.hidden = !text;
  place.replaceChildren(...(text ? [icon("warn"), el("span", {}, text)] : []));
  if (text) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}
