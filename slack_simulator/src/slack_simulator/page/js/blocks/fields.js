// Makes the fields that people type into or tick: texts, numbers, dates, checkboxes and radio buttons.

import { el, uniqueId } from "../base/dom.js";
import { myZone } from "../base/store.js";
import { fromWall, toWall, zoneOffset } from "../base/time.js";
import { textObject } from "../text/textobject.js";

const COUNT_FROM = 0.8;
const KINDS = { email_text_input: "email", url_text_input: "url" };

const naming = (host) => ({
  id: host.names.fieldId,
  "aria-labelledby": host.names.labelId,
  "aria-label": host.names.labelId ? null : host.element.placeholder?.text ?? host.element.action_id,
  "aria-describedby": host.names.describedBy,
  "aria-required": host.names.required ? "true" : null,
  data: { actionId: host.element.action_id ?? "" },
});

/** A text field, one line or several, with a counter where there is a limit. */
export function textField(host) {
  const { element } = host;
  const many = element.multiline || element.type === "rich_text_input";
  const node = el(many ? "textarea" : "input", {
    ...naming(host), class: "field", placeholder: element.placeholder?.text, autocomplete: "off", dir: "auto", rows: many ? 3 : null,
    type: many ? null : KINDS[element.type] ?? "text", inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    autofocus: element.focus_on_load,
  });
  node.value = textOf(host.value);
  const counter = element.max_length ? el("div", { class: "counter" }) : null;
  const count = () => counter && updateCounter(counter, node.value.length, element);
  node.addEventListener("input", () => {
    host.keep(valueOf(element, node.value));
    count();
    if (many) grow(node);
    if (host.speaks("on_character_entered")) host.say();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || (many && event.shiftKey)) return;
    if (host.speaks("on_enter_pressed")) {
      event.preventDefault();
      host.say();
    }
  });
  count();
  if (many) requestAnimationFrame(() => grow(node));
  return el("div", { class: "field-box" }, node, counter);
}

function grow(node) {
  node.style.height = "auto";
  node.style.height = `${node.scrollHeight + 2}px`;
}

function updateCounter(counter, length, { min_length: least, max_length: most }) {
  counter.hidden = length < most * COUNT_FROM;
  counter.classList.toggle("over", length > most);
  const left = most - length;
  counter.textContent = left < 0 ? `${(-left).toLocaleString("en")} too many` : `${length.toLocaleString("en")} of ${most.toLocaleString("en")}`;
  if (least && length > 0 && length < least) {
    counter.hidden = false;
    counter.textContent = `at least ${least}`;
  }
}

const textOf = (value) => value.value ?? richToText(value.rich_text_value) ?? "";

function valueOf(element, text) {
  if (element.type !== "rich_text_input") return { value: text === "" ? null : text };
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return { rich_text_value: text === "" ? null : { type: "rich_text", elements: [section] } };
}

function richToText(value) {
  if (!value) return null;
  return value.elements.map((part) => (part.elements ?? []).map((one) => one.text ?? one.url ?? "").join("")).join("\n");
}

const DATES = {
  datepicker: { type: "date", read: (value) => value.selected_date ?? "", write: (text) => ({ selected_date: text || null }) },
  timepicker: { type: "time", read: (value) => value.selected_time ?? "", write: (text) => ({ selected_time: text || null }) },
  datetimepicker: {
    type: "datetime-local",
    read: (value) => (value.selected_date_time ? toWall(new Date(value.selected_date_time * 1000), myZone()) : ""),
    write: (text) => ({ selected_date_time: text ? Math.floor(fromWall(text, myZone()) / 1000) : null }),
  },
};

/** A date, a time, or both; a time in another zone than the reader's says so. */
export function dateField(host) {
  const { element } = host;
  const kind = DATES[element.type];
  const node = el("input", { ...naming(host), class: "field date", type: kind.type });
  node.value = kind.read(host.value);
  node.addEventListener("change", async () => {
    const zone = element.timezone ? { timezone: element.timezone } : {};
    if (!(await host.change({ ...kind.write(node.value), ...zone }))) node.value = kind.read(host.value);
  });
  const zone = element.timezone ?? (element.type === "datetimepicker" ? myZone() : null);
  return el("div", { class: "field-box inline" }, node, zone && el("span", { class: "zone" }, `${zone} (${zoneOffset(new Date(), zone)})`));
}

/** Tick boxes; the value is the list of chosen options in the app's order. */
export function checkboxes(host) {
  const chosen = () => new Set((host.value.selected_options ?? []).map((option) => option.value));
  const name = uniqueId("boxes");
  const redraw = (root) => root.querySelectorAll("input").forEach((box) => (box.checked = chosen().has(box.value)));
  return choices(host, "checkbox", name, (option) => chosen().has(option.value), async (root) => {
    const on = new Set([...root.querySelectorAll("input:checked")].map((box) => box.value));
    const options = (host.element.options ?? []).filter((option) => on.has(option.value));
    if (!(await host.change({ selected_options: options }))) redraw(root);
  });
}

/** Radio buttons; the value is the chosen option. */
export function radioButtons(host) {
  const isChosen = (option) => host.value.selected_option?.value === option.value;
  return choices(host, "radio", uniqueId("radios"), isChosen, async (root, option) => {
    if (await host.change({ selected_option: option })) return;
    root.querySelectorAll("input").forEach((box) => (box.checked = isChosen({ value: box.value })));
  });
}

function choices(host, type, name, isChosen, onChange) {
  const { element } = host;
  const root = el("div", {
    class: "choices", role: host.names.labelId ? null : type === "radio" ? "radiogroup" : "group",
    "aria-labelledby": host.names.labelId,
  "aria-label": host.names.labelId ? null : element.action_id, data: { actionId: element.action_id ?? "" },
  });
  root.append(
    ...(element.options ?? []).map((option) => {
      const box = el("input", { type, name, value: option.value, on: { change: () => onChange(root, option) } });
      box.checked = isChosen(option);
      const description = option.description && el("span", { class: "choice-hint" }, textObject(option.description));
      return el("label", { class: "choice" }, box, el("span", {}, textObject(option.text), description));
    }),
  );
  return root;
}
