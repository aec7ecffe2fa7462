// SPDX-License-Identifier: AGPL-3.0-or-later
// What was counted and the site has not yet, in this browser: a sending each, under a number of its own, so that one that went
// through without an answer counts once. Each stands apart, so that two pages write over nothing of each other's.
const KEPT = "comptage:";
const WAY = "comptage-voie";
const AGAIN_MS = 5_000;
// While a page may still add to a sending, others leave it alone; one that was left open this long is nobody's.
const OPEN_MS = 30_000;
const LEFT_MS = 60_000;
// Where nothing may be kept, this page still sends what was pressed.
const unkept = new Map();

function write(entry) {
  try {
    localStorage.setItem(KEPT + entry.lot, JSON.stringify(entry));
    unkept.delete(entry.lot);
  } catch {
    unkept.set(entry.lot, entry);
  }
}

function forget(lot) {
  unkept.delete(lot);
  try {
    localStorage.removeItem(KEPT + lot);
  } catch {
    // Nothing was kept.
  }
}

function read(text) {
  try {
    const { lot, url, changes, open, at } = JSON.parse(text);
    const sound = typeof lot === "string" && /^\/structures\/\d+\/comptage\/(\?|$)/.test(url) && changes && Number.isFinite(at);
    return sound ? { lot, url, changes, open, at } : null;
  } catch {
    return null;
  }
}

/** All that waits, the first first. */
export function waiting() {
  const found = [...unkept.values()];
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      const entry = key.startsWith(KEPT) ? read(localStorage.getItem(key)) : null;
      if (entry) found.push(entry);
    }
  } catch {
    // What this page holds is all there is.
  }
  return found.sort((one, other) => one.at - other.at);
}

/** Four groups of random digits that no other sending has. */
function lotNumber() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const today = () => new Date().toLocaleDateString("sv");

/** How demands come, as it was chosen last in this browser today, empty before it is: each day begins at the desk; keeps `way` where
 * it is given. */
export function keptWay(way = "") {
  try {
    if (way) localStorage.setItem(WAY, `${today()} ${way}`);
    const [day, kept] = (localStorage.getItem(WAY) ?? "").split(" ");
    return (day === today() && kept) || "";
  } catch {
    return way;
  }
}

/** Sends what waits, whatever page counted it. `tell` is told « sending », « saved », « kept » (offline), « signIn » or « refused »;
 * `take` the numbers that the site has for an address. */
export function queue({ token, tell, take }) {
  let own = "";
  let flying = false;
  let timer = 0;

  function add(url, name, n) {
    let entry = waiting().find(({ lot, open, at }) => lot === own && open && Date.now() - at < OPEN_MS);
    if (!entry || entry.url !== url) {
      close();
      entry = { lot: lotNumber(), url, changes: {}, open: true, at: Date.now() };
      own = entry.lot;
    }
    entry.changes[name] = (entry.changes[name] ?? 0) + n;
    write(entry);
  }

  /** Nothing is added any more to what this page gathers. */
  function close() {
    const entry = waiting().find(({ lot }) => lot === own);
    own = "";
    if (entry?.open) write({ ...entry, open: false });
  }

  const ready = () => waiting().filter(({ open, at }) => !open || Date.now() - at > LEFT_MS);

  async function send() {
    clearTimeout(timer);
    if (flying) return;
    close();
    flying = true;
    const refused = new Set();
    for (let entries = ready(); entries.length; entries = ready().filter(({ lot }) => !refused.has(lot))) {
      const why = await sendOne(entries[0]);
      if (why === "refused") refused.add(entries[0].lot);
      else if (why) return later(why);
    }
    if (refused.size) return later("refused");
    flying = false;
    tell(waiting().length ? "sending" : "saved");
    if (waiting().length) soon(AGAIN_MS);
  }

  /** Empty where the site has it; else why not. */
  async function sendOne({ url, lot, changes }) {
    const body = new URLSearchParams({ lot, csrfmiddlewaretoken: token() });
    const way = keptWay();
    if (way) body.set("voie", way);
    for (const [name, n] of Object.entries(changes)) body.append("ajout", `${name}=${n}`);
    let answer;
    try {
      answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 403) return "signIn";
      if (answer.status >= 500) return "kept";
      if (!answer.ok) return "refused";
      const { nombres } = await answer.json();
      forget(lot);
      take(url, nombres);
      return "";
    } catch {
      return "kept";
    }
  }

  function later(why) {
    flying = false;
    tell(why);
    soon(AGAIN_MS);
  }

  function soon(ms) {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }

  addEventListener("online", send);
  addEventListener("pagehide", close);
  return { add, send, soon };
}
