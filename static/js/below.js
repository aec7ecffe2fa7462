// SPDX-License-Identifier: AGPL-3.0-or-later
// On a phone the map hides the list: the card of the pin that is chosen comes up below, the very one of the list.
let shown = null;

/** Give the card that is shown back to the list. */
export function putBack() {
  shown?.place.replaceWith(shown.card);
  shown = null;
  const sheet = document.querySelector("[data-below]");
  if (sheet) sheet.hidden = true;
}

/** Show `card` under the map, where the list is not seen beside it; whether it is shown. */
export function showBelow(card) {
  const sheet = document.querySelector("[data-below]");
  if (!sheet || (card.offsetParent !== null && !sheet.contains(card)) || document.querySelector(".search__side[data-open]")) return false;
  if (shown?.card === card) return true;
  putBack();
  const place = document.createComment("");
  card.replaceWith(place);
  shown = { card, place };
  sheet.querySelector("[data-below-card]").replaceChildren(card);
  sheet.hidden = false;
  card.querySelector("a")?.focus({ preventScroll: true });
  return true;
}
