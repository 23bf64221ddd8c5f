/** Exit codes (design, section 6) and the one kind of error a user is meant to see. */

export const EXIT = { holds: 0, violated: 1, usage: 2, inconclusive: 3, fault: 4, interrupted: 130 } as const;

/** Something outside is not as it should be: a flag, a file, a path. One sentence: what, where, what was expected. */
export class UsageError extends Error {}

/** Looks a name up among the valid ones. Throws a UsageError that lists them. */
export function pick<T>(kind: string, name: string, valid: readonly T[], nameOf: (item: T) => string): T {
  const found = valid.find((item) => nameOf(item) === name);
  if (found !== undefined) return found;
  throw new UsageError(`unknown ${kind} "${name}"; valid are ${valid.map(nameOf).join(', ')}`);
}
