// SPDX-License-Identifier: AGPL-3.0-or-later
// In Mon espace: what was counted in a page that is closed, and waits in this browser, is said and sent.
import { queue, waiting } from "./counting-queue.js";

const box = document.querySelector("[data-counting-waits]");

function tell(what) {
  box.hidden = false;
  box.querySelector("[data-state]").textContent = box.dataset[what] ?? "";
}

if (waiting().length) {
  tell("sending");
  const { send } = queue({ token: () => box.querySelector("[name=csrfmiddlewaretoken]").value, tell, take: () => {} });
  send();
}
