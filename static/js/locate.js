// SPDX-License-Identifier: AGPL-3.0-or-later
// « Autour de moi »: the browser's position, rounded to about a hundred metres because links leak.
import { searchAround } from "./here.js";
import { say } from "./words.js";

const DECIMALS = 3;
const WAIT_MS = 10_000;
const REASONS = { 1: "positionRefused", 2: "positionUnknown", 3: "positionLate" };

const status = () => document.querySelector("[data-locate-status]");

/** Search around the browser's position, or say why that cannot be and what to do instead. */
export function locate(button) {
  if (!navigator.geolocation) {
    refused(button, {});
    return;
  }
  button.disabled = true;
  status().textContent = say("locating");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => location.assign(searchAround(coords.latitude, coords.longitude, DECIMALS)),
    (error) => refused(button, error),
    { timeout: WAIT_MS, maximumAge: 60_000 },
  );
}

function refused(button, { code }) {
  button.disabled = false;
  status().textContent = say(REASONS[code] ?? REASONS[2]);
  document.getElementById("adresse").focus();
}

// A page that the back button brings back must be usable again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  document.querySelector("[data-locate]").disabled = false;
  status().textContent = "";
});
