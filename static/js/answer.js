// SPDX-License-Identifier: AGPL-3.0-or-later
// The answer to another search, put in the place of the one before without leaving the page. The old list stays
// until the new one is there; where something else than a search comes, the page is loaded as ever. Other modules
// hear of it by the event "answered" of the document.
import { listed, setOut, withoutHash } from "./here.js";
import { say } from "./words.js";

const results = document.getElementById("resultats");
const told = document.getElementById("annonce");
// What the reader opened stays open, but for what is done with once it is answered.
const KEPT = new Set(["open", "aria-busy"]);

/** List what `url` asks; `push` adds it to the history. */
export async function search(url, push) {
  const signal = setOut();
  results.setAttribute("aria-busy", "true");
  told.hidden = true;
  try {
    const answer = await fetch(withoutHash(url), { signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await breath(signal);
    const landed = answer.url + new URL(url, location).hash;
    if (!answer.ok || !page.getElementById("resultats")) {
      location.assign(landed);
      return;
    }
    history[push ? "pushState" : "replaceState"](null, "", landed);
    listed.address = withoutHash(landed);
    const before = placeOfNeed();
    put(page);
    await breath(signal);
    tell(page, before);
    document.dispatchEvent(new Event("answered"));
  } catch (error) {
    if (error.name !== "AbortError") lost(url);
  } finally {
    if (!signal.aborted) results.setAttribute("aria-busy", "false");
  }
}

/** Let the browser answer the reader between two pieces of work, of which a slow telephone has enough to freeze
 * for a third of a second. Raises AbortError where another search set out meanwhile. */
async function breath(signal) {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) throw new DOMException("", "AbortError");
}

/** Every part of the page that depends on the search, as the server wrote it in `page`.
 *
 * Such a part is marked `data-swap` and holds whole controls: nothing is set one by one, so that no control can
 * say anything else than the answer, whatever was changed in the old ones. */
function put(page) {
  const focused = document.activeElement;
  document.title = page.title;
  for (const old of document.querySelectorAll("[data-swap], #carte-reglages, #carte-points")) {
    // A form whose boxes are named "id" has no `id` of its own.
    const fresh = page.getElementById(old.getAttribute("id"));
    if (fresh) replace(old, fresh);
  }
  document.querySelector(".search").dataset.view = page.querySelector(".search").dataset.view;
  if (focused?.id && !focused.isConnected) document.getElementById(focused.id)?.focus({ preventScroll: true });
}

function replace(old, fresh) {
  for (const { id } of old.querySelectorAll("details[id][open]:not(.ask, .menu)")) fresh.querySelector(`#${id}`)?.setAttribute("open", "");
  for (const { name } of [...old.attributes]) if (!KEPT.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  old.replaceChildren(...fresh.childNodes);
}

/** The heading of the need whose condition is being taken back, and where it stands: the page does not move there. */
function placeOfNeed() {
  const heading = document.activeElement?.closest(".group__chips")?.closest(".group").querySelector("h2");
  return heading && { id: heading.id, top: heading.getBoundingClientRect().top };
}

/** Go on from the need whose condition was taken back, where it stood. Returns whether it is still there. */
function stay({ id, top }) {
  const heading = document.getElementById(id);
  if (!heading) return false;
  scrollBy(0, heading.getBoundingClientRect().top - top);
  heading.closest(".group").querySelector(".group__chips a").focus({ preventScroll: true });
  return true;
}

/** Say what was answered, and bring it into view: at the form's own control where that is what must be mended or
 * chosen, else at the head of the list. The page says which by its `autofocus`, as it does without scripts. */
function tell(page, before) {
  const heading = results.querySelector("h1");
  const asking = document.querySelector("form[role=search] [autofocus]");
  told.className = "sr-only";
  told.textContent = asking ? "" : heading?.textContent.trim() ?? page.title;
  told.hidden = false;
  if (asking) {
    asking.focus({ preventScroll: true });
    document.getElementById("reponse").scrollIntoView({ block: "nearest" });
    return;
  }
  if (before && stay(before)) return;
  // Whoever pressed a link that is no more there goes on from the list.
  if (document.activeElement === document.body) results.focus({ preventScroll: true });
  const { top } = results.getBoundingClientRect();
  if (top < 0 || top > innerHeight - 120) results.scrollIntoView({ block: "start" });
}

function lost(url) {
  const again = document.createElement("a");
  again.href = url;
  again.textContent = say("tryAgain");
  told.className = "notice";
  told.replaceChildren(say("connectionLost"), " ", again);
  told.hidden = false;
}
