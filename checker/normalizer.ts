/**
 * What is done to a successor before it is looked up: normalization, then renaming of fresh values, then, where a
 * search is asked to, the choice of one among its images (symmetry.ts). All look at few fields. A source has been
 * through them, so they change a successor only if it differs from its source in a field that they read or wrote on the
 * way to leaving the source alone: `masks` says which bits those are.
 */

import type { Machine } from './contract.ts';
import { DecisionTrees, FOLLOW, UNKNOWN } from './decision.ts';
import { Recorder, type WordWrite } from './recorder.ts';
import type { Orbits } from './symmetry.ts';

interface Way {
  readonly writes: readonly WordWrite[];
  /** What it reads and writes, and the bits that matter at any time. */
  readonly masks: Int32Array;
}

export interface Normalizer {
  /** The masks to begin with: those that matter at any time; all bits where normalization has to look at everything. */
  readonly masks: Int32Array;
  /** Sets `masks` for a source. Absent where nothing depends on the source. */
  readonly prepare: ((source: Int32Array, masks: Int32Array) => void) | undefined;
  /** Normalizes and renames the words at an offset, in place. */
  readonly fix: (words: Int32Array, at: number) => void;
}

/**
 * `waysMax`: how many ways through the normalization are recorded. 0: none is. `fromAny`: sources need not have been
 * through it, so that every successor is.
 */
export function makeNormalizer<S>(
  machine: Machine<S>,
  waysMax: number,
  orbits?: Orbits,
  fromAny = false,
): Normalizer {
  const { layout, normalize } = machine;
  const { canonicalize, words } = layout;
  const scratch = new Int32Array(words);
  // The bits that matter at any time: of fresh fields, and of what images differ in.
  const always = orbits === undefined ? new Int32Array(words) : orbits.masks.slice();
  if (canonicalize !== undefined)
    for (const { scalar, word, shift, bits } of layout.fields)
      if (scalar.kind === 'fresh') always[word]! |= (2 ** bits - 1) << shift;

  const normalizing = normalize && recorded(machine, normalize, always, waysMax);
  const prepare = (source: Int32Array, masks: Int32Array): void => {
    const way = normalizing!.wayOf(source);
    // A source that normalization would still change tells nothing about its successors.
    if (
      way === undefined ||
      way.writes.some((w) => ((source[w.word]! & w.keep) | w.set) !== source[w.word])
    ) {
      masks.fill(-1);
      return;
    }
    for (let k = 0; k < words; k++) masks[k] = way.masks[k]!;
  };
  return {
    masks: normalize === undefined && !fromAny ? always : new Int32Array(words).fill(-1),
    prepare: normalizing === undefined || fromAny ? undefined : prepare,
    fix(rows, at) {
      for (let k = 0; k < words; k++) scratch[k] = rows[at + k]!;
      normalizing?.apply(scratch);
      canonicalize?.(scratch);
      orbits?.choose(scratch);
      for (let k = 0; k < words; k++) rows[at + k] = scratch[k]!;
    },
  };
}

function recorded<S>(
  { layout }: Machine<S>,
  normalize: (state: S) => void,
  always: Int32Array,
  waysMax: number,
): { wayOf(state: Int32Array): Way | undefined; apply(state: Int32Array): void } {
  // Number 0 is that of no way.
  const ways: (Way | undefined)[] = [undefined];
  const trees = new DecisionTrees(layout.fields);
  const root = trees.plant();
  const recorder = new Recorder(layout);
  const own = new Int32Array(layout.words);
  const view = layout.view(own);
  const follow = new Function('nodes', 'state', `let at = ${root}, leaf = 0; ${FOLLOW} return leaf;`) as (
    nodes: Int32Array,
    state: Int32Array,
  ) => number;

  const learn = (state: Int32Array): Way | undefined => {
    if (ways.length > waysMax) return undefined;
    recorder.begin(state);
    normalize(recorder.after);
    if (!trees.canLearn(recorder.reads)) return undefined;
    const masks = recorder.touched().map((mask, k) => mask | always[k]!);
    const way = { writes: recorder.writes(), masks };
    trees.learn(root, recorder.reads, ways.length);
    ways.push(way);
    return way;
  };
  const wayOf = (state: Int32Array): Way | undefined => {
    const leaf = follow(trees.nodes, state);
    return leaf === UNKNOWN ? learn(state) : ways[leaf];
  };
  return {
    wayOf,
    apply(state) {
      const way = wayOf(state);
      if (way === undefined) {
        own.set(state);
        normalize(view);
        state.set(own);
        return;
      }
      for (const { word, keep, set } of way.writes) state[word] = (state[word]! & keep) | set;
    },
  };
}
