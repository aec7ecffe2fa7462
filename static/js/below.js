// SPDX-License-Identifier: AGPL-3.0-or-later
// On a phone the map hides the list: the card of the pin that is chosen comes up below, the very one of the list.
const sheet = document.querySelector("[data-below]");
let shown = null;

/** Give the card that is shown back to the list. */
export function putBack() {
  shown?.place.replaceWith(shown.card);
  shown = null;
  sheet.hidden = true;
}

/** Show `card` over the foot of the map; `close` is called by its button. */
export function show(card, close) {
  if (shown?.card !== card) {
    putBack();
    const place = document.createComment("");
    card.replaceWith(place);
    shown = { card, place };
    sheet.querySelector("[data-below-card]").replaceChildren(card);
  }
  sheet.hidden = false;
  sheet.querySelector("button").onclick = () => {
    close();
    document.getElementById("carte").focus({ preventScroll: true });
  };
  card.querySelector("a").focus({ preventScroll: true });
}
