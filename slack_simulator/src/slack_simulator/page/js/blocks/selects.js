// Makes every kind of select from one picker: options of the app, people, channels, conversations.

import { avatar, el } from "../base/dom.js";
import { directMessage, state } from "../base/store.js";
import { textObject } from "../text/textobject.js";
import { picker } from "./picker.js";

/** A select or multi-select for its host (see elements.js). */
export function select(host) {
  const { element } = host;
  const multiple = element.type.startsWith("multi_");
  const kind = element.type.replace(/^multi_/, "").replace(/_select$/, "");
  if (kind === "external") {
    return el("span", { class: "placeholder", data: { actionId: element.action_id ?? "" } }, "A select whose options the app loads is not shown here.");
  }
  const source = SOURCES[kind]?.(element);
  if (!source) return null;
  const chosen = source.read(host.value, multiple);
  return picker({
    host, multiple, options: source.options, chosen, placeholder: element.placeholder?.text ?? source.placeholder,
    most: element.max_selected_items ?? Infinity,
    onChange: (keys) => host.change(source.write(keys, multiple)),
    reread: () => source.read(host.value, multiple),
  });
}

const SOURCES = {
  static: (element) => {
    const groups = element.option_groups ?? [{ label: null, options: element.options ?? [] }];
    const options = groups.flatMap((group) =>
      group.options.map((option) => ({
        key: option.value, label: option.text.text, node: textObject(option.text), hint: option.description?.text, group: group.label?.text, option,
      })),
    );
    const find = (key) => options.find((one) => one.key === key)?.option ?? null;
    return {
      options, placeholder: "Choose",
      read: (value, multiple) => (multiple ? value.selected_options ?? [] : [value.selected_option]).filter(Boolean).map((option) => option.value),
      write: (keys, multiple) => (multiple ? { selected_options: keys.map(find) } : { selected_option: find(keys[0]) }),
    };
  },
  users: () => named("user", "Choose a person", people()),
  channels: () => named("channel", "Choose a channel", channels(false)),
  conversations: (element) => named("conversation", "Choose a conversation", conversations(element.filter)),
};

// People, channels and conversations differ only in the word their value is stored under.
function named(word, placeholder, options) {
  return {
    options, placeholder,
    read: (value, multiple) => (multiple ? value[`selected_${word}s`] ?? [] : [value[`selected_${word}`]]).filter(Boolean),
    write: (keys, multiple) => (multiple ? { [`selected_${word}s`]: keys } : { [`selected_${word}`]: keys[0] ?? null }),
  };
}

const people = () =>
  [...state.people.values()].filter((one) => !one.deleted).map((one) => ({
    key: one.id, label: one.shown_name, hint: one.real_name === one.shown_name ? one.title : one.real_name, picture: avatar(one.picture, one.shown_name, 20),
  }));

const channels = (withPrivate) =>
  [...state.conversations.values()]
    .filter((one) => one.kind === "channel" && !one.is_archived && (withPrivate || !one.is_private))
    .map((one) => ({ key: one.id, label: `${one.is_private ? "🔒 " : "#"}${one.name}`, hint: one.topic }));

function conversations(filter) {
  const kinds = filter?.include ?? ["public", "private", "im"];
  const own = directMessage();
  const known = channels(true).filter((one) => kinds.includes(state.conversations.get(one.key).is_private ? "private" : "public"));
  const direct = own && kinds.includes("im") && !filter?.exclude_bot_users ? [{ key: own.id, label: state.app.name, hint: "Direct message" }] : [];
  return [...known, ...direct];
}
