// Starts the page: the parts listen to the store first, then the store becomes somebody.

import { startCentre } from "./centre.js";
import { startModal } from "./modal.js";
import { startSidebar } from "./sidebar.js";
import { become, on } from "./store.js";
import { startTheme } from "./theme.js";
import { startThread } from "./thread.js";
import { toast } from "./toast.js";
import { startTopbar } from "./topbar.js";
import { startUnderneath } from "./underneath.js";
import { showWelcome } from "./welcome.js";

// The address names what is shown, so the skip link moves the focus without touching it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("centre").focus();
});

startTheme();
startTopbar();
startSidebar();
startCentre();
startThread();
startModal();
startUnderneath();
on("notice", ({ text, level }) => toast(text, level));

const asked = new URLSearchParams(location.search).get("as") ?? localStorage.getItem("me");
try {
  await become(asked);
  showWelcome();
} catch (error) {
  document.querySelector(".loading").textContent = `${error.message} Reload this page once it does.`;
}
