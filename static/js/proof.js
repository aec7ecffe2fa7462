// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers the challenge of a form (common/proof.py) while somebody types in it, a few milliseconds at a time. Its
// own SHA-256 (FIPS 180-4): a promise of WebCrypto takes longer than a digest.
const turn = (x, by) => (x >>> by) | (x << (32 - by));
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const rounds = primes.map((prime) => fraction(Math.cbrt(prime)));
const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);

function mix(state) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    if (i > 15) {
      const [x, y] = [words[i - 15], words[i - 2]];
      words[i] = words[i - 16] + words[i - 7];
      words[i] += turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      words[i] += turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    }
    h += (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + words[i];
    const first = (h + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [first, a, b, c, (d + h) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (state[i] + word) | 0);
}

/** The SHA-256 of a text in ASCII, as eight words. */
export function digest(text) {
  let state = start;
  for (let from = 0; from < text.length + 9; from += 64) {
    words.fill(0);
    for (let i = 0; i < 64; i++) {
      const byte = from + i === text.length ? 128 : text.charCodeAt(from + i);
      words[i >> 2] |= byte << (24 - 8 * (i & 3));
    }
    if (text.length + 9 <= from + 64) words[15] = text.length * 8;
    state = mix(state);
  }
  return state;
}

/** Looks for the answer to a challenge; hands back control every few tries. */
export function* answer(challenge) {
  const hex = digest(challenge).map((word) => (word >>> 0).toString(16).padStart(8, "0"));
  const seed = hex.join("").slice(0, 32);
  const found = [];
  for (let n = 0; found.length < 8; n++) {
    if (n % 32 === 0) yield;
    if (digest(`${seed}.${found.length}.${n}`)[0] >>> 19) continue;
    found.push(n);
    n = -1;
  }
  return found.join(".");
}

function enhance(field) {
  const { form } = field;
  let tries, waits;
  const go = () => {
    const until = performance.now() + 10;
    while (!field.value && performance.now() < until) field.value = tries.next().value ?? "";
    if (!field.value) setTimeout(go);
    else if (waits) form.submit();
  };
  const begin = () => {
    if (field.value || tries) return;
    tries = answer(`${field.dataset.form} ${form.elements.jeton.value}`);
    go();
  };
  form.addEventListener("input", begin);
  form.addEventListener("submit", (event) => {
    begin();
    waits = !field.value;
    if (waits) event.preventDefault();
  });
}

if (globalThis.document) document.querySelectorAll("[data-form]").forEach(enhance);
