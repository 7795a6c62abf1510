// The list on the left: workspace, who one is, channels, direct messages, the app; a drawer on a narrow window.

import { avatar, el, icon } from "../base/dom.js";
import { go, route } from "../base/router.js";
import { directMessage, me, myZone, now, on, state, unreadCount } from "../base/store.js";
import { clockTime, zoneOffset } from "../base/time.js";
import { chooseSelf } from "./switcher.js";

const root = document.getElementById("sidebar");
const backdrop = document.getElementById("backdrop");
const narrow = matchMedia("(max-width: 760px)");
let pressed = false;
let waits = false;

export function startSidebar() {
  for (const topic of ["state", "messages", "conversations", "people"]) on(topic, () => state.ready && draw());
  addEventListener("hashchange", () => {
    toggleDrawer(false);
    if (state.ready) draw();
  });
  addEventListener("seen", draw);
  holdStill();
  on("clock", drawTime);
  setInterval(drawTime, 5000);
  backdrop.addEventListener("click", () => toggleDrawer(false));
  addEventListener("keydown", (event) => {
    // Escape leaves the innermost thing first: the menu of people before the drawer.
    const inner = event.defaultPrevented || document.querySelector(".menu:popover-open");
    if (event.key === "Escape" && root.classList.contains("open") && !inner) toggleDrawer(false);
  });
  narrow.addEventListener("change", () => toggleDrawer(false));
}

/** Open or close the drawer; what lies behind it cannot be reached meanwhile. */
export function toggleDrawer(open = !root.classList.contains("open")) {
  const was = root.classList.contains("open");
  root.classList.toggle("open", open && narrow.matches);
  backdrop.hidden = !(open && narrow.matches);
  for (const id of ["centre", "thread", "underneath"]) document.getElementById(id).inert = open && narrow.matches;
  const button = document.querySelector(".drawer-button");
  button?.setAttribute("aria-expanded", String(open && narrow.matches));
  if (open && narrow.matches) root.querySelector("button, a")?.focus();
  else if (was) button?.focus();
}

// An entry that is replaced while it is pressed would not be clicked.
function holdStill() {
  root.addEventListener("pointerdown", () => (pressed = true));
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => setTimeout(() => {
      pressed = false;
      if (waits && state.ready) draw();
    }));
  }
}

function draw() {
  waits = pressed;
  if (waits) return;
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  const here = route();
  const channels = [...state.conversations.values()].filter((one) => one.kind === "channel").sort((one, other) => one.is_archived - other.is_archived || one.name.localeCompare(other.name));
  root.replaceChildren(
    el("div", { class: "workspace" }, el("span", { class: "workspace-sign", "aria-hidden": "true" }, state.team.name[0]), el("span", { class: "workspace-name" }, state.team.name)),
    switcher(),
    el("div", { class: "places" },
      group("Channels", channels.map((one) => channelEntry(one, here))),
      group("Direct messages", [appEntry(here)]),
      state.app.home_tab === false ? "" : group("Apps", [homeEntry(here)])),
  );
  if (held) root.querySelector(`[data-testid="${CSS.escape(held)}"]`)?.focus();
}

function switcher() {
  const person = me();
  const button = el(
    "button",
    { type: "button", class: "self", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `You are ${person.shown_name}. Be someone else`, data: { testid: "person-switcher" } },
    avatar(person.picture, person.shown_name, 36),
    el("span", { class: "self-words" }, el("span", { class: "self-name", dir: "auto" }, person.shown_name), el("span", { class: "self-time" }, timeLine())),
    icon("down"),
  );
  button.addEventListener("click", () => chooseSelf(button));
  return el("div", { class: "self-box" }, el("span", { class: "self-label", "aria-hidden": "true" }, "You are"), button);
}

const timeLine = () => `${clockTime(now(), myZone())} · ${myZone().split("/").at(-1).replaceAll("_", " ")} · ${zoneOffset(now(), myZone())}`;

function drawTime() {
  const line = root.querySelector(".self-time");
  if (line && state.ready) line.textContent = timeLine();
}

const group = (title, entries) => el("section", {}, el("h2", {}, title), el("ul", {}, entries.map((entry) => el("li", {}, entry))));

function entry({ place, testid, current, unread, badge, label, inner, muted }) {
  const marks = [unread && "unread", muted && "muted"].filter(Boolean).join(" ");
  return el(
    "a",
    { href: `#${place}`, class: `entry ${marks}`, "aria-current": current ? "page" : null, "aria-label": unread ? `${label}, ${unread} unread` : label, data: { testid },
      on: { click: (event) => { event.preventDefault(); go(place); toggleDrawer(false); } } },
    inner,
    badge && unread ? el("span", { class: "count", "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)) : null,
  );
}

function channelEntry(one, here) {
  const kind = one.is_archived ? "archive" : one.is_private ? "lock" : "hash";
  const words = `${one.name}${one.is_archived ? ", archived" : one.is_private ? ", private" : ""}`;
  return entry({
    place: one.id, testid: `conversation-${one.id}`, current: !here.isDm && here.id === one.id, unread: unreadCount(one.id), label: words,
    inner: [icon(kind), el("span", { class: "entry-name" }, one.name)], muted: one.is_archived,
  });
}

function appEntry(here) {
  const own = directMessage();
  return entry({
    place: "dm", testid: "dm", current: here.isDm && here.view === "conversation", unread: own ? unreadCount(own.id) : 0, badge: true, label: state.app.name,
    inner: [avatar(state.app.picture, state.app.name, 20), el("span", { class: "entry-name" }, state.app.name), el("span", { class: "badge" }, "APP")],
  });
}

const homeEntry = (here) =>
  entry({ place: "home", testid: "app-home", current: here.view === "home", unread: 0, label: `${state.app.name} Home`, inner: [icon("home"), el("span", { class: "entry-name" }, `${state.app.name} Home`)] });
