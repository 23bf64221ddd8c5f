/**
 * All steps of a state, and all claims about it. Every piece of the machine is recorded the first time a state leads
 * somewhere new in it, and from then on answered by a decision tree over packed fields; the model itself runs only
 * where nothing has been learnt yet. A piece whose tree grows past all bounds goes on being run as it is written.
 */

import type { Machine, Property, Step } from './contract.ts';
import { type Emitter, makeEmitter } from './emitter.ts';
import type { Frozen } from './fields.ts';
import { makeNormalizer } from './normalizer.ts';
import { type Fail, type Piece, Pieces } from './pieces.ts';
import type { Orbits } from './symmetry.ts';
import type { Storage } from './table.ts';
import { type Choice, choicesOf, type Judged, type StateProperty } from './units.ts';

export interface KernelOptions {
  /** The most ways through one piece before it is divided, or run as it is written. 0: nothing is recorded. */
  readonly waysMax?: number;
  /** Of all images of a successor, emit the one that is stored. */
  readonly orbits?: Orbits;
  /** Sources need not be states as they are stored. */
  readonly fromAny?: boolean;
  /** What the emitted successors are looked up by. */
  readonly storage?: Storage;
}

/** What was counted, in the order of rules and properties. */
export interface Counts {
  readonly taken: readonly number[];
  readonly refused: readonly (readonly number[])[];
  readonly judged: readonly number[];
}

const WAYS_MAX = 4096;

export class Kernel<S> {
  readonly emitter: Emitter;
  readonly choices: readonly Choice<S>[];
  /** Emits every step that changes the source, and counts and judges all of them. */
  readonly expand: () => void;
  /** Judges the source. */
  readonly judge: () => void;
  /** Makes the state in `emitter.work` the one that is stored for it. */
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
    const normalizer = makeNormalizer(machine, 8 * waysMax, options.orbits, options.fromAny);
    const fix = (at: number): void => normalizer.fix(this.emitter.rows, at);
    this.emitter = makeEmitter(machine.layout.words, this.choices.length, fix, options.storage);
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
    if (choice.taken && refusal === undefined) this.#direct.taken[ruleIndex]!++;
    else if (choice.taken) this.#direct.refused[ruleIndex]![found]!++;
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
    if (choice.taken) putWork(action);
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
