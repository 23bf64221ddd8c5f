/**
 * Holds a machine to the symmetry that it declares: on explored states, the images of the successors of a state have to
 * be the successors of its image. A rule that prefers one object gives itself away here.
 */

import { compareStates } from './compare.ts';
import type { Machine } from './contract.ts';
import { Kernel } from './kernel.ts';
import { generatorsOf } from './permutations.ts';
import { VisitedSet } from './visited.ts';

/** Where a machine is not symmetric. */
export interface Asymmetry {
  /** Where the objects go: the first takes the place of object `order[0]`. */
  readonly order: readonly number[];
  /** A state with which it is so; undefined where the initial states are not symmetric. */
  readonly state: Readonly<Record<string, unknown>> | undefined;
  /** What has an image that its image does not have: a rule with its input, or what else is not symmetric. */
  readonly what: string;
}

/**
 * Explores up to `states` states of a machine that declares a symmetry. Returns the first disagreement, or undefined
 * when there was none.
 */
export function checkSymmetry<S>(machine: Machine<S>, states: number): Asymmetry | undefined {
  const { layout } = machine;
  const generators = generatorsOf(layout as never, machine.symmetry!);
  const kernel = new Kernel(machine, [], () => {}, { fromAny: true });
  const { emitter } = kernel;
  const fixed = (write: (work: Int32Array) => void): Int32Array => {
    emitter.work.fill(0);
    write(emitter.work);
    kernel.normalizeWork();
    return emitter.work.slice();
  };
  const successorsOf = (state: Int32Array): Map<string, { state: Int32Array; action: number }> => {
    kernel.load(state, 0);
    kernel.expand();
    const found = new Map<string, { state: Int32Array; action: number }>();
    for (let n = 0; n < emitter.control[0]!; n++) {
      const words = emitter.rows.slice(n * layout.words, (n + 1) * layout.words);
      found.set(words.join(), { state: words, action: emitter.actions[n]! });
    }
    emitter.control[0] = 0;
    kernel.refresh();
    return found;
  };
  const nameOf = (action: number): string => {
    const { rule, input } = kernel.choices[action]!;
    return `${rule.name} ${JSON.stringify(input)}`;
  };

  const initial = machine.initial.map((write) => fixed((work) => write(layout.view(work))));
  const visited = new VisitedSet(layout.words);
  for (const state of initial) visited.insert(state);
  const state = new Int32Array(layout.words);
  const raw = new Int32Array(layout.words);
  for (const { apply, order } of generators) {
    for (const one of initial) {
      const image = fixed((work) => apply(one, work));
      if (!initial.some((other) => compareStates(other, image) === 0))
        return { order, state: undefined, what: 'an initial state' };
    }
  }
  for (let row = 0; row < visited.size && row < states; row++) {
    visited.load(row, state);
    const successors = successorsOf(state);
    for (const { apply, order } of generators) {
      const differs = (what: string): Asymmetry => ({ order, state: layout.toObject(state), what });
      apply(state, raw);
      layout.canonicalize?.(raw);
      const image = fixed((work) => apply(state, work));
      if (compareStates(raw, image) !== 0) return differs('normalization');
      const ofImage = successorsOf(image);
      for (const successor of successors.values()) {
        const key = fixed((work) => apply(successor.state, work)).join();
        if (!ofImage.delete(key)) return differs(nameOf(successor.action));
      }
      const [more] = ofImage.values();
      if (more !== undefined) return differs(`of the image, ${nameOf(more.action)}`);
    }
    for (const successor of successors.values()) visited.insert(successor.state);
  }
  return undefined;
}
