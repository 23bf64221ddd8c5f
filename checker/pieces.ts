/**
 * The pieces of a machine with what has been learnt of each. A loop over their trees, the same for every machine, says
 * what to do in a state; where a tree knows nothing yet, the piece is recorded. One whose tree grows too wide is divided,
 * and in the end run as it is written.
 */

import type { Machine } from './contract.ts';
import { DecisionTrees, FOLLOW, UNKNOWN } from './decision.ts';
import { type Emitter, encodeMove } from './emitter.ts';
import { Recorder } from './recorder.ts';
import {
  type Choice,
  halvesOf,
  type Judged,
  type Leaf,
  recordChoices,
  recordClaims,
  type StateProperty,
} from './units.ts';

/** Called when a property fails of the source, or of a step from it; for `sometimes`, when it is reached. */
export type Fail = (property: number, action: number | undefined) => void;

/** A piece of several choices or claims is divided earlier: together they have the product of the ways of each. */
const SHARED_PART = 1 / 8;

export interface Piece<S> {
  readonly choices: readonly Choice<S>[];
  readonly claims: readonly Judged<StateProperty<S>>[];
  /** The place of its tree. */
  readonly root: number;
  /** Whether it is run as it is written. Then its tree stays empty. */
  written: boolean;
  ways: number;
  readonly waysMax: number;
  readonly leafOf: Map<string, number>;
}

/** What the loop over the pieces works on. Arrays are replaced by larger ones. */
interface Tables {
  nodes: Int32Array;
  /** Per piece, the place of its tree. */
  roots: Int32Array;
  /** Per leaf, how often it was come to. */
  hits: Int32Array;
  /** Per leaf, 0 where there is nothing to do, and otherwise where in `list` it is written down. */
  deeds: Int32Array;
  /** Per deed: whether claims failed, how many moves, and the moves. */
  list: Int32Array;
}

/** The loop over all pieces of a kind, for the source. */
function compileWalk(
  emitter: Emitter,
  tables: Tables,
  unknown: (place: number) => void,
  failed: (leaf: number) => void,
): () => void {
  const text = `return () => {
    let { nodes, hits, deeds, list } = t, leaf = 0;
    const { roots } = t;
    for (let p = 0; p < roots.length; p++) {
      let at = roots[p];
      ${FOLLOW}
      if (leaf === ${UNKNOWN}) { unknown(p); ({ nodes, hits, deeds, list } = t); continue; }
      hits[leaf]++;
      let d = deeds[leaf];
      if (d === 0) continue;
      if (list[d] !== 0) failed(leaf);
      let moves = list[d + 1];
      for (d += 2; moves > 0; moves--) d = putMove(list, d);
    }
  };`;
  return new Function('t', 'state', 'putMove', 'unknown', 'failed', text)(
    tables,
    emitter.source,
    emitter.putMove,
    unknown,
    failed,
  ) as () => void;
}

const larger = (old: Int32Array, length: number): Int32Array => {
  if (length <= old.length) return old;
  const made = new Int32Array(2 * length);
  made.set(old);
  return made;
};

/** Pieces of one kind, steps or claims, with their trees and their counters. */
export class Pieces<S> {
  readonly walk: () => void;
  readonly leaves: (Leaf | undefined)[] = [undefined];
  /** The rule whose choices a leaf is about. */
  readonly ruleOf: (number | undefined)[] = [undefined];
  readonly tables: Tables;
  readonly #emitter: Emitter;
  readonly #recorder: Recorder<S>;
  readonly #trees: DecisionTrees;
  readonly #waysMax: number;
  readonly #run: (piece: Piece<S>) => void;
  readonly #fail: Fail;
  readonly #closed: ReadonlySet<number>;
  #pieces: Piece<S>[] = [];
  #used = 1;
  /** Whether some tree has grown past what it may. */
  #tooWide = false;

  constructor(
    machine: Machine<S>,
    emitter: Emitter,
    waysMax: number,
    run: (piece: Piece<S>) => void,
    fail: Fail,
    closed: ReadonlySet<number>,
  ) {
    this.#emitter = emitter;
    this.#recorder = new Recorder(machine.layout);
    this.#trees = new DecisionTrees(machine.layout.fields);
    this.#waysMax = waysMax;
    this.#run = run;
    this.#fail = fail;
    this.#closed = closed;
    this.tables = {
      nodes: this.#trees.nodes,
      roots: new Int32Array(0),
      hits: new Int32Array(64),
      deeds: new Int32Array(64),
      list: new Int32Array(256),
    };
    this.walk = compileWalk(emitter, this.tables, this.#unknown, this.#failed);
  }

  set(
    pieces: readonly {
      readonly choices: readonly Choice<S>[];
      readonly claims: readonly Judged<StateProperty<S>>[];
    }[],
  ): void {
    this.#arrange(pieces.map(({ choices, claims }) => this.#pieceOf(choices, claims)));
  }

  #pieceOf(choices: readonly Choice<S>[], claims: readonly Judged<StateProperty<S>>[]): Piece<S> {
    const written = this.#waysMax === 0;
    const [only] = choices;
    const isOne =
      choices.length + claims.length === 1 && (only === undefined || halvesOf(only) === undefined);
    const waysMax = this.#waysMax * (isOne ? 1 : SHARED_PART);
    return { choices, claims, root: this.#trees.plant(), written, ways: 0, waysMax, leafOf: new Map() };
  }

  #arrange(pieces: Piece<S>[]): void {
    this.#pieces = pieces;
    this.tables.roots = Int32Array.from(pieces, ({ root }) => root);
    this.tables.nodes = this.#trees.nodes;
  }

  /** Divides pieces that have become too wide, and gives up on those that cannot be. Call it between states. */
  narrow(): void {
    if (!this.#tooWide) return;
    this.#tooWide = false;
    this.#arrange(
      this.#pieces.flatMap((piece): Piece<S>[] => {
        const { choices, claims } = piece;
        if (piece.ways <= piece.waysMax) return [piece];
        if (choices.length + claims.length > 1) {
          const [c, j] = [Math.ceil(choices.length / 2), Math.ceil(claims.length / 2)];
          return [
            this.#pieceOf(choices.slice(0, c), claims.slice(0, j)),
            this.#pieceOf(choices.slice(c), claims.slice(j)),
          ];
        }
        const halves = choices[0] === undefined ? undefined : halvesOf(choices[0]);
        if (halves !== undefined) return halves.map((half) => this.#pieceOf([half], []));
        return [{ ...this.#pieceOf(choices, claims), written: true }];
      }),
    );
  }

  /** Where the loop comes to a way that has not been learnt: learns it and does what it says. */
  readonly #unknown = (place: number): void => {
    const piece = this.#pieces[place]!;
    if (piece.written) {
      this.#run(piece);
      return;
    }
    this.#recorder.begin(this.#emitter.source);
    const found =
      piece.claims.length > 0
        ? recordClaims(this.#recorder, piece.claims)
        : recordChoices(this.#recorder, piece.choices);
    const { reads } = this.#recorder;
    if (!this.#trees.canLearn(reads)) {
      piece.ways = Number.POSITIVE_INFINITY;
      this.#tooWide = true;
      this.#run(piece);
      return;
    }
    const leaf = this.#numberOf(piece, found);
    this.#trees.learn(piece.root, reads, leaf);
    piece.ways++;
    if (piece.ways > piece.waysMax) this.#tooWide = true;
    this.tables.nodes = this.#trees.nodes;
    this.tables.hits[leaf]!++;
    const { list } = this.tables;
    let deed = this.tables.deeds[leaf]!;
    if (deed === 0) return;
    if (list[deed] !== 0) this.#failed(leaf);
    let moves = list[deed + 1]!;
    for (deed += 2; moves > 0; moves--) deed = this.#emitter.putMove(list, deed);
  };

  #numberOf(piece: Piece<S>, leaf: Leaf): number {
    const key = JSON.stringify(leaf);
    const known = piece.leafOf.get(key);
    if (known !== undefined) return known;
    const number = this.leaves.length;
    piece.leafOf.set(key, number);
    this.leaves.push(leaf);
    this.ruleOf.push(piece.choices[0]?.ruleIndex);
    this.tables.hits = larger(this.tables.hits, number + 1);
    this.tables.deeds = larger(this.tables.deeds, number + 1);
    if (leaf.moves.length === 0 && leaf.failures.length === 0) return number;
    const deed = [
      this.#isOpen(leaf) ? 1 : 0,
      leaf.moves.length,
      ...leaf.moves.flatMap(({ action, writes }) => encodeMove(action, writes)),
    ];
    this.tables.list = larger(this.tables.list, this.#used + deed.length);
    this.tables.list.set(deed, this.#used);
    this.tables.deeds[number] = this.#used;
    this.#used += deed.length;
    return number;
  }

  #isOpen(leaf: Leaf): boolean {
    return leaf.failures.some(({ property }) => !this.#closed.has(property));
  }

  /** Takes note that some properties have been closed. */
  close(): void {
    this.leaves.forEach((leaf, number) => {
      const deed = this.tables.deeds[number]!;
      if (leaf === undefined || deed === 0 || this.#isOpen(leaf)) return;
      if (leaf.moves.length === 0) this.tables.deeds[number] = 0;
      else this.tables.list[deed] = 0;
    });
  }

  readonly #failed = (number: number): void => {
    for (const { property, action } of this.leaves[number]!.failures) this.#fail(property, action);
  };
}
