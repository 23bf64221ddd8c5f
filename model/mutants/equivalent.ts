/** Mutants that no property can tell from the hardened rules, each with the reason why. */

export interface Equivalent {
  readonly mutants: readonly string[];
  readonly because: string;
}

export const equivalents: readonly Equivalent[] = [];
