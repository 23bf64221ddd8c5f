/** Pseudo-random numbers that are the same everywhere and need no library: for inputs that a number has to name. */

/** xorshift32. Returns a function that gives a whole number from 0 to below `below`. */
export function numbersFrom(seed: number): (below: number) => number {
  let x = (Math.imul(seed, 0x9e3779b1) + 1) | 0 || 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

export type Draw = ReturnType<typeof numbersFrom>;

/** One of several. */
export const oneOf = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)]!;
