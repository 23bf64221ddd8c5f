/**
 * The hash of a state: the sum of one well-mixed number per word, so that a successor is hashed from its predecessor
 * by the words in which it differs. Given as source text, because it is unrolled into generated functions.
 */

/** Odd multipliers, one per word: without them, swapping the contents of two words would go unnoticed. */
function multiplier(word: number): number {
  let x = Math.imul(word + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) | 1;
}

export const multipliers = (words: number): Int32Array =>
  Int32Array.from({ length: words }, (_, k) => multiplier(k));

/** Declares `mix(x, m)`: Murmur3's finalizer after a multiplication by the word's own number. */
export const MIX = `const mix = (x, m) => {
  x = Math.imul(x ^ (m >>> 3), m); x ^= x >>> 15;
  x = Math.imul(x, 0x85ebca6b); x ^= x >>> 13; x = Math.imul(x, 0xc2b2ae35); return x ^ (x >>> 16); };`;

/** The hash of the words that `word(k)` names, as an expression. */
export const hashSource = (words: number, word: (k: number) => string): string =>
  `(${Array.from(multipliers(words), (m, k) => `mix(${word(k)}, ${m})`).join(' + ')} | 0)`;
