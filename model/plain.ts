/**
 * A state as a plain object under the same names, so that a rule can be run once more beside a search without touching the
 * search's buffers. Slow next to a view; for claims that compare what a rule did with what another would have done.
 */

import type { Field } from '../checker/fields.ts';
import type { Layout } from '../checker/layout.ts';

export interface PlainStates<S> {
  /** A copy of what a view shows. Its `$draw` gives what the view's own would: the lowest name that is in use neither now nor in the view. */
  copy(view: unknown): S;
  /** Compiles whether two states are equal in these fields. Either may be a view or a copy. */
  equal(fields: readonly Field[]): (one: unknown, other: unknown) => boolean;
}

type Tree = { [name: string]: Tree | string };

/** Record and array paths of the fields as a tree, whose leaves are the paths themselves. */
function treeOf(fields: readonly Field[]): Tree {
  const root: Tree = {};
  for (const { path } of fields) {
    const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Tree;
    }
    at[parts.at(-1)!] = path;
  }
  return root;
}

const access = (path: string): string =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');

function literal(tree: Tree | string): string {
  if (typeof tree === 'string') return `v${access(tree)}`;
  const names = Object.keys(tree);
  if (names.every((name) => /^\d+$/.test(name))) return `[${names.map((n) => literal(tree[n]!)).join(', ')}]`;
  return `{ ${names.map((n) => `${JSON.stringify(n)}: ${literal(tree[n]!)}`).join(', ')} }`;
}

/** Compiles copying and comparing for the states of a layout. */
export function plainStates<S>(layout: Layout<S>): PlainStates<S> {
  const { fields } = layout;
  const copyOf = new Function('v', `return ${literal(treeOf(fields))};`) as (view: unknown) => object;
  const valuesOf = new Function('v', `return [${fields.map((f) => `v${access(f.path)}`).join(', ')}];`) as (
    view: unknown,
  ) => readonly unknown[];
  const draw = (sort: string, ...states: readonly unknown[]): number => {
    const holds = fields.map(({ scalar }) => scalar.kind === 'fresh' && scalar.sort === sort);
    const used = new Set(states.flatMap((state) => valuesOf(state).filter((_, k) => holds[k])));
    let name = 1;
    while (used.has(name)) name++;
    return name;
  };
  return {
    copy(view) {
      const [state, before] = [copyOf(view), copyOf(view)];
      return Object.assign(state, { $draw: (sort: string) => draw(sort, state, before) }) as S;
    },
    equal: (some) =>
      new Function(
        'a',
        'b',
        `return ${some.map(({ path }) => `a${access(path)} === b${access(path)}`).join(' && ') || 'true'};`,
      ) as (one: unknown, other: unknown) => boolean,
  };
}
