/** The order of states: whatever is chosen among several is chosen by it, on any number of cores alike. */

/** By unsigned words, the first first. */
export const compareStates = (a: Int32Array, b: Int32Array): number => compareWords(a, 0, b, 0, a.length);

/** The same of `count` words that lie at some places of two arrays. */
export function compareWords(a: Int32Array, atA: number, b: Int32Array, atB: number, count: number): number {
  for (let k = 0; k < count; k++) {
    const x = a[atA + k]! >>> 0;
    const y = b[atB + k]! >>> 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
