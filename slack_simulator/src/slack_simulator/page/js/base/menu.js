// Opens a small menu beside a button, and places floating lists so that they stay inside the window.

import { el } from "./dom.js";

const GAP = 4;
const EDGE = 8;

/** Put a popover under (or over) its anchor. */
export function place(popover, anchor, { sameWidth = false, alignEnd = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (sameWidth) popover.style.width = `${box.width}px`;
  popover.style.maxHeight = "";
  const size = popover.getBoundingClientRect();
  const below = innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const under = size.height <= below || below >= above;
  popover.style.maxHeight = `${Math.max(under ? below : above, 96)}px`;
  const height = Math.min(size.height, under ? below : above);
  const left = alignEnd ? box.right - size.width : box.left;
  popover.style.top = `${under ? box.bottom + GAP : box.top - GAP - height}px`;
  popover.style.left = `${Math.min(Math.max(left, EDGE), Math.max(innerWidth - size.width - EDGE, EDGE))}px`;
}

/** Open a menu of {label, hint, picture, checked, testid, choose} at a button; arrows move, Escape leaves. */
export function openMenu(anchor, items, { label = "Menu", before = null, alignEnd = false } = {}) {
  const single = items.some((item) => item.checked !== undefined);
  const menu = el("div", { class: "menu", popover: "auto", role: "menu", "aria-label": label });
  const buttons = items.map((item) =>
    el(
      "button",
      {
        type: "button", role: single ? "menuitemradio" : "menuitem", tabindex: "-1", class: "menu-item",
        "aria-checked": single ? String(Boolean(item.checked)) : null, data: item.testid ? { testid: item.testid } : {},
        on: { click: () => { menu.hidePopover(); item.choose(); } },
      },
      item.picture,
      el("span", { class: "menu-words" }, el("span", { class: "menu-label" }, item.label), item.hint && el("span", { class: "menu-hint" }, item.hint)),
    ),
  );
  menu.append(...[before, ...buttons].filter(Boolean));
  menu.addEventListener("keydown", (event) => moveFocus(event, buttons.filter((button) => !button.hidden)));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor, { alignEnd });
  anchor.setAttribute("aria-expanded", "true");
  (before?.querySelector("input") ?? buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();
  return { menu, buttons };
}

/** Move the focus in a list of nodes by arrows, Home and End. */
export function moveFocus(event, nodes) {
  const at = nodes.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: nodes.length - 1 }[event.key];
  if (next === undefined || !nodes.length || (event.target.matches("input") && /Left|Right|Home|End/.test(event.key))) return null;
  event.preventDefault();
  const chosen = nodes[(next + nodes.length) % nodes.length];
  chosen.focus();
  return chosen;
}
