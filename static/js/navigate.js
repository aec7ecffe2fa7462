// Links and forms of the search, followed in place; the history goes through the same steps.
import { isListed, isSearch, search } from "./answer.js";
import { close, fits, isOpen, open } from "./detail.js";

const form = document.querySelector("form[role=search]");
const structures = new URL(form.dataset.structures, location).pathname;

const isStructure = (url) => url.origin === location.origin && url.pathname.startsWith(structures);

function follow(event) {
  const link = event.target.closest?.("main a[href]");
  const special = event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link || special || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (isOpen() && link.matches("[data-back]")) {
    event.preventDefault();
    history.back();
  } else if (isStructure(url) && fits()) {
    event.preventDefault();
    open(url.href);
  } else if (isSearch(url) && !(url.hash && isListed(url))) {
    event.preventDefault();
    search(url.href);
  }
}

function submit(event) {
  event.preventDefault();
  const action = new URL(event.submitter?.formAction || form.action);
  action.search = new URLSearchParams(new FormData(form));
  search(action.href);
}

async function travel() {
  const url = new URL(location.href);
  if (isStructure(url)) {
    if (fits()) open(url.href, { push: false });
    else location.reload();
    return;
  }
  close();
  if (!isListed(url)) search(url.href, { push: false });
}

document.addEventListener("click", follow);
form.addEventListener("submit", submit);
addEventListener("popstate", travel);
document.addEventListener("answered", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen() && !event.defaultPrevented) history.back();
});
