/**
 * The buffer of successors between those who take steps and the set of known states. A step is emitted as the words
 * in which it differs from its source; the hash follows from those words alone, unless renaming has to look at it.
 */

import { hashSource, MIX, multipliers, SECOND_MIX, secondHashSource, secondMultipliers } from './hash.ts';
import type { WordWrite } from './recorder.ts';
import type { Storage } from './table.ts';

/** Successors per batch. A batch is looked up as one, so that the waits for memory overlap. */
const BATCH = 128;

export interface Emitter {
  /** The state whose steps are taken. */
  readonly source: Int32Array;
  /** Where a successor is put together before `putWork`. */
  readonly work: Int32Array;
  /** The successors, one row of words after another, with their hashes and the actions that led there. */
  readonly rows: Int32Array;
  readonly hashes: Int32Array;
  /** The other halves of their fingerprints, where fingerprints are kept. */
  readonly seconds: Int32Array;
  readonly actions: Int32Array;
  /** [0]: successors in the buffer. [1]: whether the source had a step that changed it. */
  readonly control: Int32Array;
  /** Per word, the bits by which a successor must differ from its source to be looked at by `fix`. */
  readonly masks: Int32Array;
  /** Whether the batch is large enough to be looked up. */
  full(): boolean;
  /** Makes the words at an offset of an array the source, to be looked at. */
  show(words: Int32Array, at: number): void;
  /** Makes the words at an offset of an array the source, from which steps are taken. */
  load(words: Int32Array, at: number): void;
  /** Emits the source as a move changes it. The move lies in an array as `encodeMove` writes it. Returns its end. */
  readonly putMove: (moves: Int32Array, at: number) => number;
  /** Emits `work`. */
  readonly putWork: (action: number) => void;
  /** The hash of the words at an offset of an array. */
  readonly hashOf: (words: Int32Array, at: number) => number;
}

/** A move as numbers: the action, how many words it writes, and for each the word, what it keeps and what it sets. */
export const encodeMove = (action: number, writes: readonly WordWrite[]): number[] => [
  action,
  writes.length,
  ...writes.flatMap(({ word, keep, set }) => [word, keep, set]),
];

/** `fix` renames and normalizes a successor in place, given where it stands in `rows`. */
export function makeEmitter(
  words: number,
  actions: number,
  fix: (at: number) => void,
  storage: Storage = 'exact',
): Emitter {
  // What is written only where fingerprints are kept.
  const print = (text: string): string => (storage === 'fingerprint' ? text : '');
  const each = (text: (k: number) => string, glue = ' '): string =>
    Array.from({ length: words }, (_, k) => text(k)).join(glue);
  const capacity = BATCH + actions;
  const buffers = {
    source: new Int32Array(words),
    work: new Int32Array(words),
    rows: new Int32Array(capacity * words),
    hashes: new Int32Array(capacity),
    seconds: new Int32Array(capacity),
    actions: new Int32Array(capacity),
    control: new Int32Array(2),
    masks: new Int32Array(words),
    // The source's mixed words, and last their sum.
    mixed: new Int32Array(words + 1),
    factors: multipliers(words),
    mixedSecond: new Int32Array(words + 1),
    factorsSecond: secondMultipliers(words),
  };
  const body = `
    const { source, work, rows, hashes, seconds, actions, control, masks, mixed, factors } = buffers;
    const { mixedSecond, factorsSecond } = buffers;
    ${MIX} ${SECOND_MIX}
    const secondOf = (w, o) => ${secondHashSource(words, (k) => `w[o + ${k}]`)};
    const hashOf = (w, o) => ${hashSource(words, (k) => `w[o + ${k}]`)};
    return {
      hashOf,
      show(w, o) { ${each((k) => `source[${k}] = w[o + ${k}];`)} },
      load(w, o) { let sum = 0, m = 0;
        ${each((k) => `source[${k}] = w[o + ${k}]; m = mix(source[${k}], factors[${k}]); mixed[${k}] = m; sum = (sum + m) | 0;`)}
        mixed[${words}] = sum;
        ${print(`sum = 0;
        ${each((k) => `m = second(source[${k}], factorsSecond[${k}]); mixedSecond[${k}] = m; sum = (sum + m) | 0;`)}
        mixedSecond[${words}] = sum;`)} },
      putMove(moves, at) {
        const i = control[0], o = i * ${words}, to = at + 2 + 3 * moves[at + 1];
        ${each((k) => `rows[o + ${k}] = source[${k}];`)}
        let hash = mixed[${words}], changed = 0, seen = 0; ${print(`let other = mixedSecond[${words}];`)}
        for (let p = at + 2; p < to; p += 3) {
          const k = moves[p], w = source[k], n = w & moves[p + 1] | moves[p + 2], x = n ^ w;
          rows[o + k] = n; changed |= x; seen |= x & masks[k];
          hash = (hash - mixed[k] + mix(n, factors[k])) | 0;
          ${print('other = (other - mixedSecond[k] + second(n, factorsSecond[k])) | 0;')}
        }
        if (changed !== 0) {
          if (seen !== 0) { fix(o); hash = hashOf(rows, o); ${print('other = secondOf(rows, o);')} }
          ${print('seconds[i] = other;')}
          hashes[i] = hash; actions[i] = moves[at]; control[0] = i + 1; control[1] = 1;
        }
        return to; },
      putWork(action) {
        if ((${each((k) => `work[${k}] ^ source[${k}]`, ' | ')}) === 0) return;
        const i = control[0], o = i * ${words};
        ${each((k) => `rows[o + ${k}] = work[${k}];`)}
        if ((${each((k) => `(work[${k}] ^ source[${k}]) & masks[${k}]`, ' | ')}) !== 0) fix(o);
        ${print('seconds[i] = secondOf(rows, o);')}
        hashes[i] = hashOf(rows, o); actions[i] = action; control[0] = i + 1; control[1] = 1; },
    };`;
  const made = new Function('buffers', 'fix', body)(buffers, fix) as Pick<
    Emitter,
    'hashOf' | 'show' | 'load' | 'putMove' | 'putWork'
  >;
  return { ...buffers, ...made, full: () => buffers.control[0]! >= BATCH };
}
