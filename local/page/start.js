// Adds to the workspace's page what runs beside the simulated Slack: schedules, stored rows, failures.

import { el } from "/js/base/dom.js";
import { addFaults } from "/js/underneath/faults.js";
import { addTab } from "/js/underneath/panel.js";
import { failuresTab } from "./failures.js";
import { rowsTab } from "./rows.js";
import { startSchedules } from "./schedules.js";
import { showWelcome } from "./welcome.js";

const FAULTS = [
  { title: "DynamoDB is away", hint: "Its next call waits 5 seconds.", fault: { on: "dynamodb", kind: "hang", seconds: 5, times: 1 } },
  { title: "DynamoDB fails", hint: "Its next five calls get HTTP 500.", fault: { on: "dynamodb", kind: "status", status: 500, times: 5 } },
  { title: "Invoking fails", hint: "Lambda refuses the next lazy work.", fault: { on: "invoke", kind: "status", status: 500, times: 1 } },
];

/** Called by the page once it shows somebody's workspace. */
export function start() {
  document.head.append(el("link", { rel: "stylesheet", href: new URL("panels.css", import.meta.url).href }));
  startSchedules();
  addTab(rowsTab);
  addTab(failuresTab);
  addFaults(FAULTS);
  showWelcome();
}
