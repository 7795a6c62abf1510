// Offers what fits while somebody types in a composer: commands, people behind an @, channels behind a #.

import { avatar, el, icon, uniqueId } from "../base/dom.js";
import { state } from "../base/store.js";

const MOST = 8;
const OWN_COMMANDS = [{ command: "/invite", usage_hint: "@someone [#channel]", description: "Bring people or apps into this channel" }];
const BEGUN = /(^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u;

export const commands = () => [...(state.app.commands ?? []), ...OWN_COMMANDS];

/**
 * A list above a field: {node, refresh(), onKey(event), mentions(text)}. `onKey` says whether it took the key; `mentions`
 * gives the ids of those in the text who were chosen from the list. `chosen` keeps them, handle by handle.
 */
export function completion(field, { withCommands, chosen, onTake }) {
  const listId = uniqueId("offers");
  const node = el("div", { class: "offers", id: listId, role: "listbox", hidden: true, data: { testid: "offers" } });
  const told = el("div", { class: "unseen", role: "status" });
  let offered = [];
  let active = 0;
  let left = null;

  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", listId);
  field.setAttribute("aria-haspopup", "listbox");

  function refresh() {
    const before = field.value.slice(0, field.selectionStart ?? field.value.length);
    if (left !== before) left = null;
    const { label, found } = left === null ? fitting(before, withCommands) : { label: "", found: [] };
    const was = offered.map((one) => one.key).join();
    offered = found;
    if (was !== found.map((one) => one.key).join()) active = 0;
    node.setAttribute("aria-label", label);
    draw();
    if (was !== found.map((one) => one.key).join()) told.textContent = found.length ? `${found.length} ${label.toLowerCase()}. Up and down to choose, Enter to take.` : "";
  }

  function draw() {
    node.hidden = !offered.length;
    node.replaceChildren(...offered.map(row));
    if (offered.length) field.setAttribute("aria-activedescendant", `${listId}-${active}`);
    else field.removeAttribute("aria-activedescendant");
    node.children[active]?.scrollIntoView({ block: "nearest" });
  }

  const row = (one, index) =>
    el("div", {
      role: "option", id: `${listId}-${index}`, class: "offer", "aria-selected": String(index === active),
      on: { mousedown: (event) => event.preventDefault(), mousemove: () => point(index), click: () => take(one) },
    }, one.picture?.(), el("span", { class: "offer-words" }, el("strong", { dir: "auto" }, one.name), one.hint && el("span", { class: "offer-hint" }, one.hint)), one.note && el("span", { class: "offer-note" }, one.note));

  // Drawing the list anew beneath the pointer would move it again.
  function point(index) {
    if (index === active) return;
    active = index;
    [...node.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === active)));
    field.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function take(one) {
    const at = field.selectionStart ?? field.value.length;
    const begun = at - one.typed;
    field.value = `${field.value.slice(0, begun)}${one.text} ${field.value.slice(at).replace(/^ /, "")}`;
    const end = begun + one.text.length + 1;
    field.setSelectionRange(end, end);
    if (one.id) chosen.set(one.text, one.id);
    field.focus();
    onTake();
  }

  function onKey(event) {
    if (node.hidden) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) {
      active = (active + steps[event.key] + offered.length) % offered.length;
      draw();
    } else if (event.key === "Tab" || event.key === "Enter") {
      take(offered[active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      left = field.value.slice(0, field.selectionStart);
      refresh();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  const mentions = (text) => [...chosen].filter(([handle]) => text.includes(handle)).map(([, id]) => id);

  field.addEventListener("click", refresh);
  field.addEventListener("keyup", (event) => /^(Arrow(Left|Right)|Home|End)$/.test(event.key) && refresh());
  field.addEventListener("blur", () => {
    offered = [];
    draw();
  });
  return { nodes: [node, told], refresh, onKey, mentions };
}

function fitting(before, withCommands) {
  if (withCommands && /^\/\S*$/.test(before)) return { label: "Commands", found: fittingCommands(before) };
  const begun = BEGUN.exec(before);
  if (!begun) return { label: "", found: [] };
  const [, , sign, letters] = begun;
  const offers = sign === "@" ? people() : channels();
  const found = ranked(offers, letters.toLowerCase()).slice(0, MOST).map((one) => ({ ...one, typed: letters.length + 1 }));
  // What is typed out already needs no offer: Enter sends it then.
  const isWhole = found.length === 1 && found[0].text === sign + letters && letters;
  return { label: sign === "@" ? "People" : "Channels", found: isWhole ? [] : found };
}

const fittingCommands = (typed) =>
  commands().filter((one) => one.command.startsWith(typed) && one.command !== typed)
    .map((one) => ({ key: one.command, name: one.command, hint: [one.usage_hint, one.description].filter(Boolean).join(" · "), text: one.command, typed: typed.length }));

const people = () =>
  [...state.people.values()].filter((one) => !one.deleted && one.id !== "USLACKBOT").map((one) => ({
    key: one.id, id: one.id, name: one.shown_name, hint: one.shown_name === one.real_name ? `@${one.name}` : `${one.real_name} · @${one.name}`, text: `@${one.name}`,
    note: one.id === state.me ? "you" : one.is_bot ? "app" : one.is_restricted ? "guest" : "", words: `${one.name} ${one.shown_name} ${one.real_name}`, picture: () => avatar(one.picture, one.shown_name, 24),
  }));

const channels = () =>
  [...state.conversations.values()].filter((one) => one.kind === "channel" && !one.is_archived).map((one) => ({
    key: one.id, id: one.id, name: one.name, hint: one.topic, text: `#${one.name}`, words: one.name, picture: () => icon(one.is_private ? "lock" : "hash"),
  }));

// Those whose handle or name begins with the letters come before those of whom a later word does.
function ranked(offers, letters) {
  const place = ({ words }) => {
    const all = words.toLowerCase();
    if (all.startsWith(letters) || all.split(" ")[1]?.startsWith(letters)) return 0;
    return all.split(/[\s._-]+/).some((word) => word.startsWith(letters)) ? 1 : -1;
  };
  return offers.map((one) => [place(one), one]).filter(([at]) => at >= 0)
    .sort(([one, first], [other, second]) => one - other || first.name.localeCompare(second.name)).map(([, one]) => one);
}
