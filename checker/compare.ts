/** The order of states: whatever is chosen among several is chosen by it, on any number of cores alike. */

/** By unsigned words, the first first. */
export function compareStates(a: Int32Array, b: Int32Array): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! >>> 0 < b[k]! >>> 0 ? -1 : 1;
  return 0;
}
