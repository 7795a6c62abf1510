// Asks "are you sure" in a small dialog, for confirm objects of elements and for the page itself.

import { el, uniqueId } from "../base/dom.js";
import { textObject } from "../text/textobject.js";

/** Show a confirm object ({title, text, confirm, deny, style} of text objects); resolves to whether the person agreed. */
export function confirmed(object) {
  const titleId = uniqueId("confirm");
  const yes = el("button", { type: "submit", value: "yes", class: `button ${object.style === "danger" ? "danger" : "primary"}` }, textObject(object.confirm) || "Yes");
  const no = el("button", { type: "submit", value: "no", class: "button" }, textObject(object.deny) || "Cancel");
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-labelledby": titleId },
    el("form", { method: "dialog" }, el("h2", { id: titleId }, textObject(object.title)), el("div", { class: "confirm-text" }, textObject(object.text)), el("div", { class: "confirm-buttons" }, no, yes)),
  );
  const back = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      back?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** The same for the page's own questions, from plain strings. */
export const sure = ({ title, text, yes, danger = false }) =>
  confirmed({ title: plain(title), text: plain(text), confirm: plain(yes), deny: plain("Cancel"), style: danger ? "danger" : "primary" });

const plain = (text) => ({ type: "plain_text", text });
