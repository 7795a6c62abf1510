// The stored-rows tab: what stands in the tables now.

import { read } from "/js/base/api.js";
import { el } from "/js/base/dom.js";

let last = "";

export const rowsTab = {
  id: "rows",
  title: "Stored rows",
  wakes: ["journal", "state"],
  async draw(body, { first, still }) {
    const { tables } = await read("rows");
    const made = JSON.stringify(tables);
    if (!still() || (!first && made === last)) return;
    last = made;
    const names = Object.keys(tables).sort();
    body.replaceChildren(...(names.length ? names.map((name) => section(name, tables[name])) : [el("p", { class: "under-none" }, "There are no tables yet.")]));
  },
};

function section(name, rows) {
  const words = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  const title = el("h3", { class: "under-title" }, name, " ", el("span", { class: "under-count" }, words));
  return el("section", { class: "table-box", "aria-label": name }, title, rows.length ? table(rows) : el("p", { class: "under-none" }, "Empty."));
}

function table(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort((one, other) => rank(one) - rank(other));
  return el("div", { class: "table-scroll", tabindex: "0" },
    el("table", {},
      el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, columns.map((column) => cell(row[column])))))));
}

// Keys first, as one reads a row by them.
const KEYS = ["report_id", "report_user_id", "team_id", "standup_id", "user_id"];
const rank = (column) => (KEYS.includes(column) ? KEYS.indexOf(column) : KEYS.length);

function cell(value) {
  if (value === undefined) return el("td", { class: "absent" }, "");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return el("td", { dir: "auto", title: text.length > 60 ? text.slice(0, 1500) : null }, text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
