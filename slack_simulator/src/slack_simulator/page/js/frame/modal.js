// Shows the top of the viewer's stack of modals in a dialog, and sends what is submitted or closed.

import { send } from "../base/api.js";
import { avatar, el, icon, uniqueId } from "../base/dom.js";
import { dropViews, on, state } from "../base/store.js";
import { renderBlocks } from "../blocks/blocks.js";
import { clearError, showErrors } from "../blocks/inputs.js";
import { forgetValues, presentValues, valuesOf } from "../blocks/values.js";
import { textObject } from "../text/textobject.js";

let shown = null;
let opener = null;

export function startModal() {
  on("views", sync);
  // A link in a modal leads to a message behind it.
  addEventListener("hashchange", () => shown && closeView(true));
  on("state", () => {
    // Another person's modal is another modal, even while the page stays.
    if (shown && !state.views.some((view) => view.id === shown.id)) leave();
    sync();
  });
}

const top = () => state.views.at(-1) ?? null;

function sync() {
  const view = top();
  if (!view) {
    if (shown) leave();
    return;
  }
  if (shown?.id !== view.id) open(view);
  fill(view);
  if (shown.fresh) {
    shown.fresh = false;
    firstField()?.focus();
  }
}

function open(view) {
  if (shown) shown.dialog.remove();
  else opener = rememberOpener();
  shown = build(view);
  document.body.append(shown.dialog);
  shown.dialog.showModal();
}

function build(view) {
  const titleId = uniqueId("title");
  const parts = {
    id: view.id, fresh: true, blocks: el("div", { class: "modal-blocks" }), notice: el("div", { class: "modal-notice", role: "alert", hidden: true }),
    title: el("h2", { id: titleId }), back: el("button", { type: "button", class: "button" }), submit: el("button", { type: "submit", class: "button primary" }),
  };
  const cross = el("button", { type: "button", class: "plain", "aria-label": "Close", on: { click: () => closeView(true) } }, icon("close"));
  const form = el("form", { novalidate: true },
    el("header", { class: "modal-head" }, avatar(state.app.picture, state.app.name, 24), parts.title, cross),
    el("div", { class: "modal-body" }, parts.notice, parts.blocks), el("footer", { class: "modal-foot" }, parts.back, parts.submit));
  parts.dialog = el("dialog", { class: "modal", "aria-labelledby": titleId, data: { testid: "modal" } }, form);
  parts.back.addEventListener("click", () => closeView(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  parts.dialog.addEventListener("cancel", (event) => {
    if (event.target !== parts.dialog) return;
    event.preventDefault();
    closeView(false);
  });
  parts.dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Enter" && event.target.matches("input") && !event.defaultPrevented) {
      // A stray Enter in a one-line field must not send half a form.
      event.preventDefault();
    }
  });
  return parts;
}

function fill(view) {
  shown.title.replaceChildren(textObject(view.title));
  shown.back.replaceChildren(view.close ? textObject(view.close) : view.submit ? "Cancel" : "Close");
  shown.submit.hidden = !view.submit;
  shown.submit.replaceChildren(view.submit ? textObject(view.submit) : "");
  const context = {
    surface: "modal", values: valuesOf(view.id), container: { view_id: view.id }, blocks: () => top()?.blocks ?? [],
    onInput: (blockId) => clearError(shown.blocks, blockId),
  };
  renderBlocks(shown.blocks, view.blocks ?? [], context);
  if (view.errors) tell(showErrors(shown.blocks, view.errors).join(" "));
}

function firstField() {
  return shown.blocks.querySelector("[autofocus]") ?? shown.blocks.querySelector("input, textarea, select, button") ?? shown.submit;
}

function tell(text) {
  shown.notice.hidden = !text;
  shown.notice.replaceChildren(...(text ? [icon("warn"), el("span", {}, text)] : []));
}

function busy(value) {
  shown.dialog.querySelector("form").setAttribute("aria-busy", String(value));
  shown.submit.setAttribute("aria-busy", String(value));
  shown.blocks.inert = value;
}

async function submit() {
  const view = top();
  if (!view?.submit || shown.submit.getAttribute("aria-busy") === "true") return;
  const mine = shown;
  tell("");
  showErrors(mine.blocks, {});
  busy(true);
  let answer;
  try {
    answer = await send("submit", { as: state.me, view_id: view.id, values: presentValues(valuesOf(view.id), view.blocks) });
  } catch (error) {
    answer = { outcome: "failed", notice: error.message };
  }
  // While the answer was on its way the app may have changed the stack; then this modal's part is over.
  if (shown === mine) {
    busy(false);
    react(view, answer);
  }
}

function react(view, answer) {
  if (answer.outcome === "cleared") return forget(state.views.map((one) => one.id));
  if (answer.outcome === "closed" || answer.outcome === "acknowledged") return forget([view.id]);
  const rest = answer.outcome === "errors" ? showErrors(shown.blocks, answer.errors) : [];
  tell([answer.notice, ...rest].filter(Boolean).join(" "));
  shown.blocks.querySelector("[aria-invalid]")?.focus();
  return null;
}

function forget(ids) {
  ids.forEach(forgetValues);
  dropViews(ids);
}

/** Close the top modal, or with `all` the whole stack, and tell the app as Slack would. */
function closeView(all) {
  const view = top();
  if (!view || shown.submit.getAttribute("aria-busy") === "true") return;
  send("close", { as: state.me, view_id: view.id, all }).catch(() => {});
  forget(all ? state.views.map((one) => one.id) : [view.id]);
}

function leave() {
  shown.dialog.close();
  shown.dialog.remove();
  shown = null;
  giveBack(opener);
}

// The message that opened the modal may be drawn anew meanwhile, so its button is remembered by its names as well.
function rememberOpener() {
  const node = document.activeElement;
  return { node, ts: node?.closest("[data-ts]")?.dataset.ts, action: node?.dataset?.actionId };
}

function giveBack(memory) {
  const message = memory?.ts && document.querySelector(`.message[data-ts="${memory.ts}"]`);
  const again = message?.querySelector(`[data-action-id="${CSS.escape(memory.action ?? "")}"]`) ?? message;
  const target = memory?.node?.isConnected && memory.node !== document.body ? memory.node : again ?? document.querySelector(".composer textarea");
  target?.focus?.({ preventScroll: true });
}
