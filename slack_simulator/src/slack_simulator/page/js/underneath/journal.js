// The journal tab: what reaches the app and what the app calls, as it happens, with what was carried.

import { read } from "../base/api.js";
import { el } from "../base/dom.js";
import { keepEntries, myZone, state } from "../base/store.js";
import { clockTimeSeconds, fullTime } from "../base/time.js";

const SHOWN = 400;
const open = new Set();
const filter = { text: "", kind: "all", failed: false };
let parts = null;

export const journalTab = {
  id: "journal",
  title: "Journal",
  wakes: ["journal", "state"],
  async draw(body, { first, still }) {
    if (first) build(body);
    // What happened before this page was open, or while it was cut off, is not in the live stream.
    if (first || state.journal.length === 0) {
      const { entries } = await read("journal", { after: 0 });
      if (!still()) return;
      if (entries.length) keepEntries(entries);
    }
    drawFilters();
    drawRows();
  },
};

function build(body) {
  const search = el("input", { type: "search", class: "field", placeholder: "Filter", "aria-label": "Filter the journal", value: filter.text });
  search.addEventListener("input", () => { filter.text = search.value.toLowerCase(); drawRows(); });
  const failed = el("input", { type: "checkbox", on: { change: () => { filter.failed = failed.checked; drawRows(); } } });
  failed.checked = filter.failed;
  parts = { kinds: el("div", { class: "kinds", role: "group", "aria-label": "Kinds" }), rows: el("ol", { class: "journal", data: { testid: "journal" } }), nodes: new Map() };
  body.replaceChildren(el("div", { class: "under-tools" }, search, el("label", { class: "choice" }, failed, el("span", {}, "failed only")), parts.kinds), parts.rows);
}

function drawFilters() {
  const counts = new Map([["all", state.journal.length]]);
  state.journal.forEach((entry) => counts.set(entry.kind, (counts.get(entry.kind) ?? 0) + 1));
  parts.kinds.replaceChildren(
    ...[...counts].map(([kind, count]) =>
      el("button", { type: "button", class: "kind", "aria-pressed": String(filter.kind === kind), on: { click: () => { filter.kind = kind; drawFilters(); drawRows(); } } }, kind, el("span", { class: "kind-count" }, String(count)))),
  );
}

const fits = (entry) =>
  (filter.kind === "all" || entry.kind === filter.kind) && (!filter.failed || entry.ok === false) &&
  (!filter.text || `${entry.kind} ${entry.title} ${JSON.stringify(entry.detail ?? "")}`.toLowerCase().includes(filter.text));

function drawRows() {
  const fitting = state.journal.filter(fits).slice(-SHOWN).reverse();
  if (!fitting.length) {
    parts.rows.replaceChildren(el("li", { class: "under-none" }, state.journal.length ? "Nothing fits this filter." : "Nothing has happened yet."));
    return;
  }
  // Rows are kept by number, so that an opened one stays open while others arrive above it.
  const nodes = fitting.map((entry) => {
    const made = parts.nodes.get(entry.n);
    if (made?.entry === entry) return made.node;
    const node = row(entry);
    parts.nodes.set(entry.n, { entry, node });
    return node;
  });
  [...parts.rows.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
  nodes.forEach((node, index) => parts.rows.children[index] === node || parts.rows.insertBefore(node, parts.rows.children[index] ?? null));
}

function row(entry) {
  const at = new Date(entry.at);
  const details = el("details", { class: entry.ok === false ? "bad" : "fine", open: open.has(entry.n) },
    el("summary", {},
      el("span", { class: "dot", role: "img", "aria-label": entry.ok === false ? "failed" : "ok" }),
      el("time", { datetime: entry.at, title: fullTime(at, myZone()) }, clockTimeSeconds(at, myZone())),
      el("span", { class: "journal-kind" }, entry.kind), el("span", { class: "journal-title", dir: "auto" }, entry.title),
      el("span", { class: "journal-ms" }, entry.ms === null || entry.ms === undefined ? "" : `${Math.round(entry.ms)} ms`)));
  const fill = () => details.children.length === 1 && details.append(el("pre", { class: "json", dir: "auto" }, JSON.stringify(entry.detail ?? {}, null, 2)));
  if (details.open) fill();
  details.addEventListener("toggle", () => {
    if (details.open) { open.add(entry.n); fill(); } else open.delete(entry.n);
  });
  return el("li", {}, details);
}
