// A field that filters a list as one types, for one or several choices; follows the usual combobox keys.

import { el, icon, uniqueId } from "../base/dom.js";
import { place } from "../base/menu.js";

/** The picker's node. Options are {key, label, node, hint, picture, group}; `onChange(keys)` resolves to false to take it back. */
export function picker({ host, multiple, options, chosen, placeholder, most, onChange, reread }) {
  const listId = uniqueId("list");
  const at = { keys: [...chosen], active: -1, shown: options };
  const input = el("input", {
    id: host.names.fieldId, type: "text", class: "picker-input", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": listId, "aria-describedby": host.names.describedBy, "aria-required": host.names.required ? "true" : null,
    "aria-labelledby": host.names.labelId, "aria-label": host.names.labelId ? null : placeholder, data: { actionId: host.element.action_id ?? "" }, autofocus: host.element.focus_on_load,
  });
  const list = el("div", { class: "picker-list", id: listId, popover: "manual", role: "listbox", "aria-multiselectable": multiple ? "true" : null });
  const arrow = el("span", { class: "picker-arrow" }, icon("down"));
  const box = el("div", { class: `picker-box${multiple ? " multiple" : ""}` }, input, arrow);
  const root = el("div", { class: "picker" }, box, list);
  const labelOf = (key) => options.find((one) => one.key === key)?.label ?? key;

  function drawBox() {
    const chips = multiple ? at.keys.map((key) => chip(key)) : [];
    const clear = !multiple && host.optional && at.keys.length
      ? el("button", { type: "button", class: "plain", "aria-label": "Clear", on: { click: () => set([]) } }, icon("close")) : null;
    // The input itself stays where it is: taking it out of the page would take its focus.
    [...box.children].filter((node) => node !== input && node !== arrow).forEach((node) => node.remove());
    input.before(...chips);
    if (clear) input.after(clear);
    input.value = multiple ? "" : at.keys.length ? labelOf(at.keys[0]) : "";
    input.placeholder = multiple && at.keys.length ? "" : placeholder;
  }

  const chip = (key) =>
    el("span", { class: "chip" }, labelOf(key),
      el("button", { type: "button", class: "plain", "aria-label": `Remove ${labelOf(key)}`, on: { click: () => set(at.keys.filter((one) => one !== key)) } }, icon("close")));

  async function set(keys) {
    at.keys = keys;
    drawBox();
    if (isOpen()) drawList();
    if ((await onChange(keys)) === false) {
      at.keys = reread();
      drawBox();
    }
  }

  function choose(option) {
    if (!multiple) {
      close();
      if (at.keys[0] !== option.key) set([option.key]);
      else drawBox();
      return;
    }
    const has = at.keys.includes(option.key);
    if (!has && at.keys.length >= most) return;
    set(has ? at.keys.filter((key) => key !== option.key) : [...at.keys, option.key]);
    place(list, box, { sameWidth: true });
  }

  function drawList() {
    const asked = input.value.trim().toLowerCase();
    const filtering = asked && (multiple || asked !== labelOf(at.keys[0] ?? "").toLowerCase());
    at.shown = filtering ? options.filter((one) => `${one.label} ${one.hint ?? ""}`.toLowerCase().includes(asked)) : options;
    at.active = at.shown.length ? Math.min(Math.max(at.active, 0), at.shown.length - 1) : -1;
    let group = null;
    const rows = [];
    at.shown.forEach((one, index) => {
      if (one.group && one.group !== group) rows.push(el("div", { class: "picker-group", role: "presentation" }, one.group));
      group = one.group ?? null;
      rows.push(row(one, index));
    });
    list.replaceChildren(...(rows.length ? rows : [el("div", { class: "picker-none" }, "Nothing fits. Try fewer letters.")]));
    mark();
  }

  const row = (one, index) =>
    el("div", {
      class: "picker-option", role: "option", id: `${listId}-${index}`, "aria-selected": String(at.keys.includes(one.key)), "aria-label": one.label,
      on: { mousedown: (event) => event.preventDefault(), click: () => choose(one) },
    }, one.picture?.cloneNode(true), el("span", { class: "menu-words" }, el("span", {}, one.node?.cloneNode(true) ?? one.label), one.hint && el("span", { class: "menu-hint" }, one.hint)));

  function mark() {
    [...list.querySelectorAll("[role=option]")].forEach((node, index) => {
      node.classList.toggle("active", index === at.active);
      if (index === at.active) node.scrollIntoView({ block: "nearest" });
    });
    if (at.active >= 0) input.setAttribute("aria-activedescendant", `${listId}-${at.active}`);
    else input.removeAttribute("aria-activedescendant");
  }

  const isOpen = () => list.matches(":popover-open");

  function open() {
    if (isOpen()) return;
    at.active = Math.max(options.findIndex((one) => one.key === at.keys[0]), 0);
    list.showPopover();
    input.setAttribute("aria-expanded", "true");
    drawList();
    place(list, box, { sameWidth: true });
  }

  function close() {
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function onKey(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) {
      event.preventDefault();
      if (!isOpen()) open();
      else if (at.shown.length) at.active = (at.active + steps[event.key] + at.shown.length) % at.shown.length;
      mark();
    } else if (event.key === "Enter" && isOpen() && at.active >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(at.shown[at.active]);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
      drawBox();
    } else if (event.key === "Backspace" && multiple && !input.value && at.keys.length) {
      set(at.keys.slice(0, -1));
    }
  }

  // Pressing a chip's cross must not blur the field first, which would draw the box anew under the pointer.
  box.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  box.addEventListener("click", (event) => {
    if (event.target.closest("button")) return;
    input.focus();
    open();
  });
  input.addEventListener("input", () => {
    open();
    at.active = 0;
    drawList();
    place(list, box, { sameWidth: true });
  });
  input.addEventListener("focus", () => multiple || input.select());
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => {
    close();
    drawBox();
  });
  drawBox();
  return root;
}
