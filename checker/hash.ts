/**
 * The hashes of a state: each is the sum of one well-mixed number per word, so that a successor is hashed from its
 * predecessor by the words in which it differs. Given as source text, because it is unrolled into generated functions.
 *
 * Together the two are its fingerprint of 64 bits. How likely are two states to have the same? For each word and either
 * hash, mixing is a bijection. Two states that differ in one word therefore never have the same. If the bijections were
 * drawn at random, independently of each other, then for two states that differ in more words the difference of their
 * hashes would be a sum of independent numbers, each uniform over all but zero: it is zero with a probability of at most
 * 1 / (2^32 - 1), in both hashes at once of at most its square, as for uniform fingerprints. The bound below adds that up
 * over pairs and asks nothing else; that pairs come in clumps, because sums do, makes no difference to it. The
 * bijections are not drawn but made: multipliers differ from word to word and from hash to hash, the finalizers are two
 * that were published for how well they mix. A test counts collisions of shortened fingerprints on real spaces.
 */

/** Odd multipliers, one per word: without them, swapping the contents of two words would go unnoticed. */
function multiplier(word: number): number {
  let x = Math.imul(word + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) | 1;
}

const multipliersFrom = (first: number, words: number): Int32Array =>
  Int32Array.from({ length: words }, (_, k) => multiplier(first + k));

/** The second hash has multipliers of its own: those of words that no state has. */
const SECOND = 1 << 20;

export const multipliers = (words: number): Int32Array => multipliersFrom(0, words);
export const secondMultipliers = (words: number): Int32Array => multipliersFrom(SECOND, words);

/** Declares `mix(x, m)`: Murmur3's finalizer after a multiplication by the word's own number. */
export const MIX = `const mix = (x, m) => {
  x = Math.imul(x ^ (m >>> 3), m); x ^= x >>> 15;
  x = Math.imul(x, 0x85ebca6b); x ^= x >>> 13; x = Math.imul(x, 0xc2b2ae35); return x ^ (x >>> 16); };`;

/** Declares `second(x, m)`: the same with lowbias32 (C. Wellons, Prospecting for hash functions) for a finalizer. */
export const SECOND_MIX = `const second = (x, m) => {
  x = Math.imul(x ^ (m >>> 5), m); x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d); x ^= x >>> 15; x = Math.imul(x, 0x846ca68b); return x ^ (x >>> 16); };`;

/** The hash of the words that `word(k)` names, as an expression. */
export const hashSource = (words: number, word: (k: number) => string): string =>
  `(${Array.from(multipliers(words), (m, k) => `mix(${word(k)}, ${m})`).join(' + ')} | 0)`;
/** The other half of the fingerprint, likewise. */
export const secondHashSource = (words: number, word: (k: number) => string): string =>
  `(${Array.from(secondMultipliers(words), (m, k) => `second(${word(k)}, ${m})`).join(' + ')} | 0)`;

/**
 * How likely it is, at most, that a search by fingerprints comes to so many states or fewer and has missed one, if
 * fingerprints are uniform (P. Wolper, D. Leroy, Reliable hashing without collision detection, 1993). Up to the first
 * state that is missed, each new one is compared with all before it: the k-th with k - 1, and the one missed with no more
 * than all that are stored in the end.
 */
export const collisionBound = (states: number): number =>
  Math.min(1, ((states / 2) * (states + 1)) / 2 ** 64);
