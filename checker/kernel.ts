/**
 * All steps of a state, and all claims about it. Every piece of the machine is recorded the first time a state leads
 * somewhere new in it, and from then on answered by a decision tree over packed fields; the model itself runs only
 * where nothing has been learnt yet. A piece whose tree grows past all bounds goes on being run as it is written.
 */

import type { Machine, Property, Step } from './contract.ts';
import { DecisionTrees, FOLLOW, UNKNOWN } from './decision.ts';
import { type Emitter, encodeMove, makeEmitter } from './emitter.ts';
import type { Frozen } from './fields.ts';
import { makeNormalizer } from './normalizer.ts';
import { Recorder } from './recorder.ts';
import {
  type Choice,
  choicesOf,
  type Judged,
  type Leaf,
  recordChoices,
  recordClaims,
  type StateProperty,
} from './units.ts';

export interface KernelOptions {
  /** The most ways through one piece before it is divided, or run as it is written. 0: nothing is recorded. */
  readonly waysMax?: number;
}

/** What was counted, in the order of rules and properties. */
export interface Counts {
  readonly taken: readonly number[];
  readonly refused: readonly (readonly number[])[];
  readonly judged: readonly number[];
}

/** Called when a property fails of the source, or of a step from it; for `sometimes`, when it is reached. */
export type Fail = (property: number, action: number | undefined) => void;

const WAYS_MAX = 4096;
/** A piece of several choices or claims is divided earlier: together they have the product of the ways of each. */
const SHARED_PART = 1 / 8;

interface Piece<S> {
  readonly choices: readonly Choice<S>[];
  readonly claims: readonly Judged<StateProperty<S>>[];
  /** The place of its tree. */
  readonly root: number;
  /** Whether it is run as it is written. Then its tree stays empty. */
  written: boolean;
  ways: number;
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
class Pieces<S> {
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
  /** Whether anything has been learnt since the last look at the pieces. */
  #grown = false;

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
    return { choices, claims, root: this.#trees.plant(), written, ways: 0, leafOf: new Map() };
  }

  #arrange(pieces: Piece<S>[]): void {
    this.#pieces = pieces;
    this.tables.roots = Int32Array.from(pieces, ({ root }) => root);
    this.tables.nodes = this.#trees.nodes;
  }

  /** Divides pieces that have become too wide, and gives up on those that cannot be. Call it between states. */
  narrow(): void {
    if (!this.#grown) return;
    this.#grown = false;
    if (!this.#pieces.some((piece) => this.#isWide(piece))) return;
    this.#arrange(
      this.#pieces.flatMap((piece): Piece<S>[] => {
        const { choices, claims } = piece;
        if (!this.#isWide(piece)) return [piece];
        if (choices.length + claims.length > 1) {
          const [c, j] = [Math.ceil(choices.length / 2), Math.ceil(claims.length / 2)];
          return [
            this.#pieceOf(choices.slice(0, c), claims.slice(0, j)),
            this.#pieceOf(choices.slice(c), claims.slice(j)),
          ];
        }
        return [{ ...this.#pieceOf(choices, claims), written: true }];
      }),
    );
  }

  #isWide({ choices, claims, ways, written }: Piece<S>): boolean {
    return !written && ways > this.#waysMax * (choices.length + claims.length > 1 ? SHARED_PART : 1);
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
      this.#grown = true;
      this.#run(piece);
      return;
    }
    const leaf = this.#numberOf(piece, found);
    this.#trees.learn(piece.root, reads, leaf);
    piece.ways++;
    this.#grown = true;
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

export class Kernel<S> {
  readonly emitter: Emitter;
  readonly choices: readonly Choice<S>[];
  /** Emits every step that changes the source, and counts and judges all of them. */
  readonly expand: () => void;
  /** Judges the source. */
  readonly judge: () => void;
  /** Normalizes and renames the state in `emitter.work`. */
  readonly normalizeWork: () => void;
  readonly #machine: Machine<S>;
  readonly #fail: Fail;
  readonly #before: Frozen<S>;
  readonly #after: S;
  readonly #steps: Pieces<S>;
  readonly #claims: Pieces<S>;
  readonly #closed = new Set<number>();
  /** What was counted where pieces are run as written. */
  readonly #direct: { readonly taken: number[]; readonly refused: number[][]; readonly judged: number[] };
  readonly #prepare: (source: Int32Array, masks: Int32Array) => void;

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    fail: Fail,
    options: KernelOptions = {},
  ) {
    const waysMax = options.waysMax ?? WAYS_MAX;
    this.#machine = machine;
    this.#fail = fail;
    this.choices = choicesOf(machine, properties);
    const normalizer = makeNormalizer(machine, 8 * waysMax);
    this.emitter = makeEmitter(machine.layout.words, this.choices.length, (at) => {
      normalizer.fix(this.emitter.rows, at);
    });
    const { source, work, masks } = this.emitter;
    this.#prepare = normalizer.prepare ?? (() => {});
    masks.set(normalizer.masks);
    this.normalizeWork = () => normalizer.fix(work, 0);
    this.#before = machine.layout.view(source) as Frozen<S>;
    this.#after = machine.layout.view(work, source);
    this.#direct = {
      taken: machine.rules.map(() => 0),
      refused: machine.rules.map((rule) => (rule.refusals ?? []).map(() => 0)),
      judged: properties.map(() => 0),
    };
    const pieces = (): Pieces<S> =>
      new Pieces(machine, this.emitter, waysMax, this.#runPiece, fail, this.#closed);
    this.#steps = pieces();
    this.#claims = pieces();
    this.expand = this.#steps.walk;
    this.judge = this.#claims.walk;
    const byRule = machine.rules.map((_, r) => this.choices.filter((c) => c.ruleIndex === r));
    this.#steps.set(byRule.filter((c) => c.length > 0).map((choices) => ({ choices, claims: [] })));
    const claims = properties.flatMap((property, index): Judged<StateProperty<S>>[] =>
      (property.kind === 'always' && property.id !== 'never-stuck') || property.kind === 'sometimes'
        ? [{ index, property }]
        : [],
    );
    this.#claims.set(claims.length === 0 ? [] : [{ choices: [], claims }]);
  }

  /** Makes a stored state the source. */
  load(words: Int32Array, at: number): void {
    this.emitter.load(words, at);
    this.#prepare(this.emitter.source, this.emitter.masks);
  }

  /** Whether the source rests, by what the machine declares. */
  rests(): boolean {
    return this.#machine.resting === undefined || this.#machine.resting(this.#before);
  }

  /** Judges a predicate of the source. */
  holds(predicate: (state: Frozen<S>) => boolean): boolean {
    return predicate(this.#before);
  }

  /** Divides what has grown too wide. Call it between states. */
  refresh(): void {
    this.#steps.narrow();
    this.#claims.narrow();
  }

  /** Says that failures of these properties no longer matter, because nearer ones are known. */
  close(properties: Iterable<number>): void {
    const before = this.#closed.size;
    for (const property of properties) this.#closed.add(property);
    if (this.#closed.size === before) return;
    this.#steps.close();
    this.#claims.close();
  }

  counts(): Counts {
    const taken = this.#direct.taken.slice();
    const refused = this.#direct.refused.map((list) => list.slice());
    const judged = this.#direct.judged.slice();
    for (const { leaves, ruleOf, tables } of [this.#steps, this.#claims]) {
      leaves.forEach((leaf, k) => {
        if (leaf === undefined) return;
        const hits = tables.hits[k]!;
        const rule = ruleOf[k];
        if (rule !== undefined) {
          taken[rule]! += hits * leaf.taken;
          for (const n of leaf.refused) refused[rule]![n]! += hits;
        }
        for (const index of leaf.judged) judged[index]! += hits;
      });
    }
    return { taken, refused, judged };
  }

  /** Runs `look` and forgets what was counted meanwhile. */
  uncounted(look: () => void): void {
    const kinds = [this.#steps, this.#claims];
    const hits = kinds.map(({ tables }) => tables.hits.slice());
    const { taken, refused, judged } = this.#direct;
    const saved = {
      taken: taken.slice(),
      refused: refused.map((list) => list.slice()),
      judged: judged.slice(),
    };
    look();
    for (const [k, { tables }] of kinds.entries()) tables.hits.fill(0).set(hits[k]!);
    taken.splice(0, taken.length, ...saved.taken);
    for (const [k, list] of refused.entries()) list.splice(0, list.length, ...saved.refused[k]!);
    judged.splice(0, judged.length, ...saved.judged);
  }

  /** Runs a piece as it is written. */
  readonly #runPiece = ({ choices, claims }: Piece<S>): void => {
    for (const choice of choices) this.#run(choice);
    for (const claim of claims) this.#judgeOne(claim);
  };

  #run(choice: Choice<S>): void {
    const { rule, ruleIndex, input, action } = choice;
    const { source, work, putWork } = this.emitter;
    work.set(source);
    const state = this.#after as Frozen<S>;
    if (rule.offered !== undefined && !rule.offered(state, input)) return;
    const found = (rule.refusals ?? []).findIndex((r) => r.when(state, input));
    const refusal = rule.refusals?.[found];
    if (refusal === undefined) this.#direct.taken[ruleIndex]!++;
    else this.#direct.refused[ruleIndex]![found]!++;
    const outcome = refusal === undefined ? (rule.effect(this.#after, input) ?? 'done') : refusal.status;
    refusal?.leaves?.(this.#after, input);
    const step: Step = {
      actor: rule.actor,
      rule: rule.name,
      input,
      outcome,
      refused: refusal !== undefined,
      refusal: refusal?.id,
      changed: work.some((word, k) => word !== source[k]),
    };
    for (const { index, property } of refusal === undefined ? choice.whenTaken : choice.whenRefused) {
      if (property.when !== undefined && !property.when(this.#before, step, state)) continue;
      this.#direct.judged[index]!++;
      if (!property.holds(this.#before, step, state)) this.#fail(index, action);
    }
    putWork(action);
  }

  #judgeOne({ index, property }: Judged<StateProperty<S>>): void {
    if (property.kind === 'sometimes') {
      if (property.reaches(this.#before)) this.#fail(index, undefined);
    } else if (property.when === undefined || property.when(this.#before)) {
      this.#direct.judged[index]!++;
      if (!property.holds(this.#before)) this.#fail(index, undefined);
    }
  }
}
