// Numbered markers, tied both ways to the cards of the list.

function text(tag, content, className = "") {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

function popup(point) {
  const box = document.createElement("div");
  const name = text(point.url ? "a" : "strong", point.nom);
  if (point.url) name.href = point.url;
  box.append(name);
  if (point.distance) box.append(text("p", point.distance));
  if (point.note) box.append(text("p", point.note, "note"));
  return box;
}

/** Draw `points` on `map` and return their bounds. */
export function addMarkers(map, points) {
  const bounds = L.latLngBounds([]);
  for (const point of points) {
    const title = point.n ? `${point.n}. ${point.nom}` : point.nom;
    const icon = L.divIcon({
      className: `marker${point.n ? "" : " marker--plain"}`,
      html: text("span", String(point.n)),
      iconSize: [30, 38],
      iconAnchor: [15, 37],
      popupAnchor: [0, -34],
    });
    // The list is the way in for keyboards and screen readers: the map stays one tab stop. The first
    // of the list lie above the others.
    const marker = L.marker([point.lat, point.lon], {
      icon, title, alt: title, keyboard: false, riseOnHover: true, zIndexOffset: -100 * (point.n || 0),
    }).addTo(map);
    bounds.extend(marker.getLatLng());
    link(marker, point);
  }
  return bounds;
}

function link(marker, point) {
  const card = document.getElementById(`structure-${point.n}`);
  marker.bindPopup(() => popup(point));
  if (!card) return;
  const light = (on) => {
    marker.getElement()?.classList.toggle("marker--lit", on);
    card.classList.toggle("card--lit", on);
    marker.setZIndexOffset(on ? 10_000 : -100 * point.n);
  };
  for (const event of ["mouseenter", "focusin"]) card.addEventListener(event, () => light(true));
  for (const event of ["mouseleave", "focusout"]) card.addEventListener(event, () => light(false));
  marker.on("mouseover", () => light(true));
  marker.on("mouseout", () => light(false));
  marker.off("click");
  marker.on("click", () => {
    if (card.offsetParent === null) {
      // On a phone the list is hidden while the map shows.
      marker.openPopup();
      return;
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    card.querySelector("a").focus({ preventScroll: true });
  });
}
