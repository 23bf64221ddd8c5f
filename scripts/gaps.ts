/**
 * What no world of a gate's searches has met, held to the list of what cannot be: a rule or refusal that is on neither
 * side is a part of the model about which nothing was said, and one that is on both is a reason that does not hold.
 */

import type { SearchResult } from '../checker/result.ts';

/** One sentence for each thing that is not as it should be; none when all is. `listed`: by rule and refusal, with the reason. */
export function gapsAgainst(
  results: readonly SearchResult[],
  listed: Readonly<Record<string, string>>,
): string[] {
  const met = new Map<string, boolean>();
  const note = (name: string, count: number): unknown => met.set(name, met.get(name) === true || count > 0);
  for (const { rules } of results) {
    for (const { rule, taken, refused } of rules) {
      note(rule, taken);
      for (const [refusal, count] of Object.entries(refused)) note(`${rule} ${refusal}`, count);
    }
  }
  // Nothing searched is nothing covered.
  if (met.size === 0) return ['no search has counted any rule'];
  const open = results.filter(({ complete }) => !complete).length;
  return [
    ...(open > 0 ? [`${open} of the searches did not close their space`] : []),
    ...[...met]
      .filter(([name, was]) => !was && listed[name] === undefined)
      .map(([name]) => `${name}: met in no world, and no reason is listed`),
    ...Object.keys(listed)
      .filter((name) => met.get(name) !== false)
      .map(
        (name) =>
          `${name}: listed as met nowhere, ${met.has(name) ? 'but it is met' : 'but there is no such rule'}`,
      ),
  ];
}
