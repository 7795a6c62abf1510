// Lets one be any of the people: a menu with pictures, local times and zones.

import { avatar, el } from "../base/dom.js";
import { moveFocus, openMenu } from "../base/menu.js";
import { become, now, state } from "../base/store.js";
import { clockTime, zoneOffset } from "../base/time.js";
import { toast } from "../base/toast.js";
import { forgetAllValues } from "../blocks/values.js";

const SEARCH_FROM = 13;

/** Open the list of people beside a button. */
export function chooseSelf(button) {
  const people = [...state.people.values()].filter((one) => one.can_act).sort((one, other) => one.shown_name.localeCompare(other.shown_name));
  const items = people.map((one) => ({
    label: one.shown_name, hint: describe(one), picture: avatar(one.picture, one.shown_name, 32), checked: one.id === state.me,
    testid: `person-${one.id}`, choose: () => be(one.id),
  }));
  const search = people.length >= SEARCH_FROM ? searchField() : null;
  const { buttons } = openMenu(button, items, { label: "Be someone else", before: search });
  search?.querySelector("input").addEventListener("input", (event) => {
    const asked = event.target.value.trim().toLowerCase();
    buttons.forEach((one, index) => (one.hidden = !`${people[index].shown_name} ${people[index].real_name} ${people[index].tz}`.toLowerCase().includes(asked)));
  });
  search?.addEventListener("keydown", (event) => {
    const fitting = buttons.filter((one) => !one.hidden);
    if (event.key === "Enter") fitting[0]?.click();
    else if (event.key === "ArrowDown") moveFocus(event, fitting);
  });
}

const searchField = () => el("div", { class: "menu-search" }, el("input", { type: "search", class: "field", placeholder: "Find a person", "aria-label": "Find a person" }));

function describe(person) {
  const notes = [`${clockTime(now(), person.tz)} · ${person.tz ?? "no zone"} · ${zoneOffset(now(), person.tz)}`];
  if (person.is_restricted) notes.push("guest");
  if (person.deleted) notes.push("deactivated");
  return notes.join(" · ");
}

async function be(id) {
  if (id === state.me) return;
  forgetAllValues();
  try {
    await become(id);
    document.querySelector('[data-testid="person-switcher"]')?.focus();
  } catch (error) {
    toast(error.message, "error");
  }
}
