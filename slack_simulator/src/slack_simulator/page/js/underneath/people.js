// The people tab: change who is in the workspace, and what happens to its channels.

import { send } from "../base/api.js";
import { avatar, el, icon } from "../base/dom.js";
import { state } from "../base/store.js";
import { toast } from "../base/toast.js";

export const peopleTab = {
  id: "people",
  title: "People",
  wakes: ["people", "conversations", "state"],
  async draw(body, { first }) {
    // A field that is being typed in is not taken away by somebody else's change.
    if (!first && body.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
    const top = body.scrollTop;
    body.replaceChildren(
      el("div", { class: "under-tools" }, el("span", {}, "Changes count at once."), el("button", { type: "button", class: "button small", on: { click: () => change("people", { add: 1 }) } }, "Add a person"), el("button", { type: "button", class: "button small", on: { click: () => change("people", { add: 10 }) } }, "Add ten")),
      zones(),
      el("ul", { class: "people" }, [...state.people.values()].map(person)),
      el("h3", { class: "under-title" }, "Channels"),
      el("ul", { class: "people" }, [...state.conversations.values()].filter((one) => one.kind === "channel").map(channel)),
    );
    body.scrollTop = top;
  },
};

async function change(path, body) {
  try {
    await send(path, body);
  } catch (error) {
    toast(error.message, "error");
  }
}

const zones = () => el("datalist", { id: "zones" }, (Intl.supportedValuesOf?.("timeZone") ?? []).map((zone) => el("option", { value: zone })));

function person(one) {
  const set = (part) => change("people", { id: one.id, set: part });
  const kind = one.is_bot ? "another app" : one.is_restricted ? "guest" : one.title || "";
  const editable = !one.is_bot;
  return el("li", { class: one.deleted ? "gone" : "" },
    avatar(one.picture, one.shown_name, 32),
    el("span", { class: "people-words" }, el("strong", { dir: "auto" }, one.shown_name), el("span", { class: "menu-hint" }, [one.id, kind, one.deleted && "deactivated"].filter(Boolean).join(" · "))),
    editable && text(`Display name of ${one.real_name}`, one.display_name ?? "", (value) => set({ display_name: value }), { placeholder: one.real_name }),
    editable && text(`Time zone of ${one.shown_name}`, one.tz ?? "", (value) => set({ tz: value }), { list: "zones" }),
    editable && el("button", { type: "button", class: "button small", on: { click: () => set({ deleted: !one.deleted }) } }, one.deleted ? "Reactivate" : "Deactivate"),
  );
}

function text(label, value, save, attrs) {
  const field = el("input", { type: "text", class: "field", "aria-label": label, ...attrs });
  field.value = value;
  field.addEventListener("change", () => field.value !== value && save(field.value));
  field.addEventListener("keydown", (event) => event.key === "Enter" && field.blur());
  return field;
}

function channel(one) {
  const app = state.app.bot_user_id;
  const within = one.members.includes(app);
  const mine = one.members.includes(state.me);
  const button = (label, body) => el("button", { type: "button", class: "button small", on: { click: () => change("channel", { as: state.me, id: one.id, ...body }) } }, label);
  return el("li", {},
    el("span", { class: "people-sign" }, icon(one.is_archived ? "archive" : one.is_private ? "lock" : "hash")),
    el("span", { class: "people-words" }, el("strong", {}, one.name), el("span", { class: "menu-hint" }, `${one.id} · ${one.members.length} members${one.is_archived ? " · archived" : ""}`)),
    button(one.is_archived ? "Unarchive" : "Archive", { set: { is_archived: !one.is_archived } }),
    button(within ? "Remove the app" : "Add the app", within ? { remove: [app] } : { add: [app] }),
    button(mine ? "Leave" : "Join", mine ? { remove: [state.me] } : { add: [state.me] }),
  );
}
