// Shows the interactive elements of Block Kit and tells the app when one is used.

import { send } from "../base/api.js";
import { el, icon, safeUrl } from "../base/dom.js";
import { openMenu } from "../base/menu.js";
import { state } from "../base/store.js";
import { toast } from "../base/toast.js";
import { textObject } from "../text/textobject.js";
import { confirmed } from "./confirm.js";
import { checkboxes, dateField, radioButtons, textField } from "./fields.js";
import { select } from "./selects.js";
import { keepValue, presentValues, startValue } from "./values.js";

const TEXT_TYPES = ["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"];

/**
 * A node for an element. `context` says where it stands:
 * {surface: "message"|"modal"|"home", values, container, blocks, blockId}. `names` holds ids of its label and descriptions.
 */
export function renderElement(element, block, context, names = {}) {
  if (element.type === "button" || element.type === "workflow_button") return button(element, context);
  if (element.type === "overflow") return overflow(element, context);
  const field = fieldNode(element, makeHost(element, block, context, names));
  if (field) return field;
  return el("span", { class: "placeholder" }, `An element of the kind “${element.type}” is not shown here.`);
}

function fieldNode(element, host) {
  if (TEXT_TYPES.includes(element.type)) return textField(host);
  if (/_select$/.test(element.type)) return select(host);
  if (element.type === "checkboxes") return checkboxes(host);
  if (element.type === "radio_buttons") return radioButtons(host);
  if (["datepicker", "timepicker", "datetimepicker"].includes(element.type)) return dateField(host);
  return null;
}

// What a field needs to know and do, so that fields know nothing of views and messages.
function makeHost(element, block, context, names) {
  const { values, blockId } = context;
  const speaks = block.type !== "input" || block.dispatch_action === true;
  const host = {
    element, names, optional: block.optional === true, isInput: block.type === "input",
    value: startValue(values, blockId, element),
    keep(part) {
      host.value = { type: element.type, ...part };
      keepValue(values, blockId, element.action_id, host.value);
      context.onInput?.(blockId);
    },
    async change(part) {
      const before = host.value;
      host.keep(part);
      if (!speaks) return true;
      if (element.confirm && !(await confirmed(element.confirm))) {
        host.value = before;
        keepValue(values, blockId, element.action_id, before);
        return false;
      }
      act(element, context, { ...part, ...(host.value.timezone ? { timezone: host.value.timezone } : {}) });
      return true;
    },
    speaks: (when) => speaks && (block.type !== "input" || triggers(element).includes(when)),
    say: () => act(element, context, { value: host.value.value }),
  };
  return host;
}

const triggers = (element) => element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];

function button(element, context) {
  const style = ["primary", "danger"].includes(element.style) ? ` ${element.style}` : "";
  const node = el(
    "button",
    { type: "button", class: `button${style}`, "aria-label": element.accessibility_label, data: { actionId: element.action_id ?? "" } },
    textObject(element.text),
  );
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true" || (element.confirm && !(await confirmed(element.confirm)))) return;
    if (element.url && safeUrl(element.url)) window.open(safeUrl(element.url), "_blank", "noopener");
    await act(element, context, element.value === undefined ? {} : { value: element.value }, node);
  });
  return node;
}

function overflow(element, context) {
  const node = el(
    "button",
    { type: "button", class: "button icon-only", "aria-label": "More actions", "aria-haspopup": "menu", data: { actionId: element.action_id ?? "" } },
    icon("more"),
  );
  const choose = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    if (option.url && safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noopener");
    await act(element, context, { selected_option: option }, node);
  };
  node.addEventListener("click", () =>
    openMenu(node, (element.options ?? []).map((option) => ({ label: option.text?.text ?? "", hint: option.description?.text, choose: () => choose(option) }))),
  );
  return node;
}

/** Send a block action; the button is busy meanwhile, and a warning shows where the person pressed. */
async function act(element, context, part, node = null) {
  node?.setAttribute("aria-busy", "true");
  node?.parentElement?.querySelectorAll(".trouble").forEach((mark) => mark.remove());
  try {
    const answer = await send("click", {
      as: state.me, action_id: element.action_id, block_id: context.blockId, type: element.type, ...part,
      container: context.container, state: { values: presentValues(context.values, context.blocks()) },
    });
    if (answer.notice) trouble(node, answer.notice);
  } catch (error) {
    trouble(node, error.message);
  } finally {
    node?.removeAttribute("aria-busy");
  }
}

function trouble(node, text) {
  node?.after(el("span", { class: "trouble", role: "img", "aria-label": text, title: text }, icon("warn")));
  toast(text, "warning");
}
