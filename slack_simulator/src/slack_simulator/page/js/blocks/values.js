// Keeps what people have typed and chosen in a message, modal or Home view, by block and action id, over updates.

const kept = new Map();

/** The values of one surface (a view id, or channel and ts), as Slack's state.values. */
export function valuesOf(key) {
  if (!kept.has(key)) kept.set(key, {});
  return kept.get(key);
}

/** Forget a surface, as when its modal is closed. */
export const forgetValues = (key) => kept.delete(key);
export const forgetAllValues = () => kept.clear();

/** The value of an element: what was kept, if it is of the same type, else what the view says it starts with. */
export function startValue(values, blockId, element) {
  const old = values[blockId]?.[element.action_id];
  const value = old && old.type === element.type ? old : { type: element.type, ...initial(element) };
  keepValue(values, blockId, element.action_id, value);
  return value;
}

/** Remember a value. */
export function keepValue(values, blockId, actionId, value) {
  values[blockId] ??= {};
  values[blockId][actionId] = value;
}

/** Only the values whose blocks are still there. */
export function presentValues(values, blocks) {
  const ids = new Set(blocks.map((block) => block.block_id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)));
}

const INITIAL = {
  plain_text_input: (element) => ({ value: element.initial_value ?? null }),
  number_input: (element) => ({ value: element.initial_value ?? null }),
  email_text_input: (element) => ({ value: element.initial_value ?? null }),
  url_text_input: (element) => ({ value: element.initial_value ?? null }),
  rich_text_input: (element) => ({ rich_text_value: element.initial_value ?? null }),
  static_select: (element) => ({ selected_option: element.initial_option ?? null }),
  external_select: (element) => ({ selected_option: element.initial_option ?? null }),
  multi_static_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  multi_external_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  users_select: (element) => ({ selected_user: element.initial_user ?? null }),
  multi_users_select: (element) => ({ selected_users: element.initial_users ?? [] }),
  conversations_select: (element) => ({ selected_conversation: element.initial_conversation ?? null }),
  multi_conversations_select: (element) => ({ selected_conversations: element.initial_conversations ?? [] }),
  channels_select: (element) => ({ selected_channel: element.initial_channel ?? null }),
  multi_channels_select: (element) => ({ selected_channels: element.initial_channels ?? [] }),
  datepicker: (element) => ({ selected_date: element.initial_date ?? null }),
  timepicker: (element) => ({ selected_time: element.initial_time ?? null, ...(element.timezone ? { timezone: element.timezone } : {}) }),
  datetimepicker: (element) => ({ selected_date_time: element.initial_date_time ?? null }),
  checkboxes: (element) => ({ selected_options: element.initial_options ?? [] }),
  radio_buttons: (element) => ({ selected_option: element.initial_option ?? null }),
};

const initial = (element) => INITIAL[element.type]?.(element) ?? {};
