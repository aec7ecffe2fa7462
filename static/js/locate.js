// « Autour de moi »: the browser's position, rounded to about a hundred metres because links leak.
import { say } from "./words.js";

const DECIMALS = 3;
const WAIT_MS = 10_000;

const button = document.querySelector("[data-locate]");
const status = document.querySelector("[data-locate-status]");
const field = document.querySelector("#adresse");

const REASONS = { 1: "positionRefused", 2: "positionUnknown", 3: "positionLate" };

export function searchAround(lat, lon, decimals) {
  const query = new URLSearchParams(new FormData(field.form));
  for (const name of ["adresse", "commune", "epci", "departement", "lat", "lon"]) query.delete(name);
  query.set("lat", lat.toFixed(decimals));
  query.set("lon", lon.toFixed(decimals));
  return `${field.form.getAttribute("action")}?${query}`;
}

function refused(error) {
  button.disabled = false;
  status.textContent = say(REASONS[error.code] ?? REASONS[2]);
  field.focus();
}

if (button && !navigator.geolocation) {
  button.hidden = true;
} else if (button) {
  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(searchAround(coords.latitude, coords.longitude, DECIMALS)),
      refused,
      { timeout: WAIT_MS, maximumAge: 60_000 },
    );
  });
}

// A page that the back button brings back must be usable again.
addEventListener("pageshow", (event) => {
  if (event.persisted && button) {
    button.disabled = false;
    status.textContent = "";
  }
});
