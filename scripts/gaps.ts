/**
 * What no world of a gate's searches has met, held to the lists of what cannot be: a rule, refusal or value that is on
 * neither side is a part of the model about which nothing was said, and one that is on both is a reason that does not hold.
 */

import type { SearchResult } from '../checker/result.ts';
import type { Unseen } from '../model/unseen.ts';

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

/**
 * One sentence for each value of a field that no state of any search had and that is not listed, and for each that is
 * listed and should not be. A value counts as seen where one world has seen it.
 */
export function unseenAgainst(results: readonly SearchResult[], listed: readonly Unseen[]): string[] {
  const never = new Map<string, readonly string[]>();
  for (const { fields } of results) {
    if (fields === undefined || fields.length === 0) return ['a search has looked at the values of no field'];
    for (const { field, never: here } of fields)
      never.set(field, never.get(field)?.filter((value) => here.includes(value)) ?? here);
  }
  if (never.size === 0) return ['no search has looked at the values of any field'];
  const unlisted = [...never].flatMap(([field, values]) =>
    values
      .filter((value) => !listed.some((u) => covers(u.field, field) && u.values.includes(value)))
      .map((value) => `${field} is ${value} in no world, and no reason is listed`),
  );
  const idle = listed.flatMap(({ field: pattern, values }) => {
    const fields = [...never].filter(([field]) => covers(pattern, field));
    return values
      .filter((value) => fields.length === 0 || !fields.every(([, unseen]) => unseen.includes(value)))
      .map((value) => `${pattern} is listed as never ${value}, but it is, or there is no such field`);
  });
  return [...unlisted, ...idle];
}

/** Whether a path with `*` for names and numbers is that of a field. */
function covers(pattern: string, path: string): boolean {
  const parts = (text: string): readonly string[] => text.split(/[.[\]]+/);
  const [wanted, own] = [parts(pattern), parts(path)];
  return wanted.length === own.length && wanted.every((part, k) => part === '*' || part === own[k]);
}
