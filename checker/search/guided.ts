/**
 * Guided search: random walks that begin, more often than not, with a sequence that has led somewhere new before. What a walk
 * covers is in abstraction.ts. Of each thing covered the shortest known way is kept; those that few walks have come to are
 * gone on from first, by the way as it is or varied (mutate.ts), and then at random, by the odds of the world or by odds drawn
 * for this walk alone (swarm.ts). Same seed and same corpus in, same result out.
 */

import type { Machine, Property, Step } from '../contract.ts';
import type { RuleCounts } from '../expand.ts';
import { type Draw, numbersFrom, oneOf } from '../numbers.ts';
import { outcomeOf, type Path, type PropertyResult, type SearchResult } from '../result.ts';
import { VisitedSet } from '../visited.ts';
import { Walker } from '../walker.ts';
import { Abstraction, type Feature } from './abstraction.ts';
import { Chooser, isIdle, type Weight } from './choice.ts';
import { type Covering, type Kept, minimised } from './corpus.ts';
import { Mutator, type Varied } from './mutate.ts';
import { assumptionsOf } from './outcome.ts';
import { shorten } from './shorten.ts';
import { swarm } from './swarm.ts';

export interface GuidedOptions {
  readonly seed: number;
  /** The most steps in one walk. */
  readonly length: number;
  /** How readily a walk takes a step, above 0 and at most 1. */
  readonly weight?: Weight;
  /** Whether to look for what else is broken after the first violation. */
  readonly keepGoing?: boolean;
  /** Sequences that an earlier search has kept. They are walked first. */
  readonly corpus?: readonly Path[];
}

export interface GuidedResult extends SearchResult {
  readonly seed: number;
  /** Walks, besides those of the corpus that it began with. */
  readonly runs: number;
  /** What is worth keeping: fewest sequences that cover all that was covered. */
  readonly corpus: readonly Path[];
}

/** Something covered, by the shortest way known to it. */
interface Place {
  way: Path;
  /** How many walks have covered it. */
  walks: number;
}

interface Walk {
  readonly initial: number;
  /** Whether it goes to the end of what it is given, however long and whatever it breaks: nothing of a corpus is to be lost. */
  readonly whole: boolean;
  readonly taken: number[];
  /** Its own states, so that its choices depend on nothing but its own steps. */
  readonly been: Set<string>;
  readonly covered: Set<Feature>;
  readonly covers: Covering[];
  /** How many of its steps lead to the last thing that it was the first to cover. */
  news: number | undefined;
  failed: boolean;
}

/**
 * One walk in so many begins with nothing and by the odds of the world, of the first walks and of the rest: what is not deep
 * is found so, and what is rare lies off the way to it.
 */
const AFRESH = { first: 2, rest: 5 };
const FIRST_WALKS = 30;
/** Of so many places drawn, the one that fewest walks have come to is gone on from. */
const DRAWN = 8;
/** A walk's choices are made by numbers below this. */
const NUMBERS = 0x7fffffff;

export class GuidedSearch<S> {
  readonly #machine: Machine<S>;
  readonly #walker: Walker<S>;
  readonly #chooser: Chooser<S>;
  readonly #mutator: Mutator;
  readonly #abstraction: Abstraction;
  readonly #visited: VisitedSet;
  readonly #before: Int32Array;
  readonly #draw: Draw;
  readonly #options: GuidedOptions;
  readonly #places = new Map<Feature, Place>();
  /** In the order in which they were first covered. */
  readonly #order: Place[] = [];
  readonly #kept: Kept[] = [];
  /** Per state visited, by its row: who is refused there. */
  readonly #refusals: (readonly Feature[])[] = [];
  readonly #witnesses = new Map<number, Path>();
  readonly #counts: Map<string, RuleCounts>;
  readonly #failures = new Map<number, Path>();
  #runs = 0;
  #executed = 0;
  #depth = 0;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: GuidedOptions) {
    this.#machine = machine;
    this.#options = options;
    this.#walker = new Walker<S>(machine, properties);
    this.#chooser = new Chooser(this.#walker);
    this.#mutator = new Mutator(this.#walker.actions);
    this.#abstraction = new Abstraction(machine.layout);
    this.#visited = new VisitedSet(machine.layout.words);
    this.#before = new Int32Array(machine.layout.words);
    this.#draw = numbersFrom(options.seed);
    this.#counts = new Map(
      this.#walker.actions.map(({ rule }) => [rule.name, { rule: rule.name, taken: 0, refused: {} }]),
    );
    // What holds in the initial state was reported when the walker was made, and a witness is reported only once.
    for (const index of this.#walker.failed)
      if (this.#walker.properties[index]!.kind === 'sometimes')
        this.#witnesses.set(index, { initial: 0, actions: [] });
    for (const { initial, actions } of options.corpus ?? [])
      this.#walk(initial, { actions, pause: undefined }, 0, uniform, true);
  }

  /** Makes so many walks more, or fewer where one of them breaks a claim. */
  run(walks: number): void {
    const { length, weight = uniform } = this.#options;
    const draw = this.#draw;
    for (let n = 0; n < walks && !this.isDone; n++) {
      this.#runs++;
      if (this.#order.length === 0 || draw(this.#runs > FIRST_WALKS ? AFRESH.rest : AFRESH.first) === 0) {
        const initial = draw(this.#machine.initial.length);
        this.#walk(initial, { actions: [], pause: undefined }, draw(length + 1), weight);
        continue;
      }
      const odds = draw(2) === 0 ? weight : swarm(weight, this.#machine.rules, draw);
      const { initial, actions } = this.#rarePlace();
      const varied: Varied =
        draw(2) === 0
          ? { actions, pause: undefined }
          : this.#mutator.vary(actions, this.#rarePlace().actions, draw);
      const room = Math.max(0, length - varied.actions.length);
      this.#walk(initial, varied, draw(room + 1), odds);
    }
  }

  /** Whether more walks would be of no use. */
  get isDone(): boolean {
    return this.#failures.size > 0 && this.#options.keepGoing !== true;
  }

  /** Walks so far. */
  get runs(): number {
    return this.#runs;
  }

  /** How many things have been covered. */
  get covered(): number {
    return this.#order.length;
  }

  #rarePlace(): Path {
    let rarest: Place | undefined;
    for (let n = 0; n < DRAWN; n++) {
      const place = oneOf(this.#draw, this.#order);
      if (rarest === undefined || place.walks < rarest.walks) rarest = place;
    }
    return rarest!.way;
  }

  /** Walks a sequence, what of it is possible, and then by choice. */
  #walk(initial: number, { actions, pause }: Varied, choices: number, weight: Weight, whole = false): void {
    const walk: Walk = {
      initial,
      whole,
      taken: [],
      been: new Set(),
      covered: new Set(),
      covers: [],
      news: undefined,
      failed: false,
    };
    this.#walker.reset(initial);
    this.#look(walk, undefined);
    const choose = (times: number): void => {
      for (let n = 0; n < times && this.#goesOn(walk); n++) {
        const action = this.#chooser.choose(walk.been, this.#draw(NUMBERS), weight);
        if (action === undefined) return;
        this.#take(walk, action);
      }
    };
    for (const [k, action] of actions.entries()) {
      if (k === pause?.at) choose(pause.choices);
      if (!this.#goesOn(walk)) break;
      const step = this.#walker.peek(action);
      if (step !== undefined && !isIdle(step)) this.#take(walk, action);
    }
    choose(choices);
    this.#keep(walk);
  }

  #goesOn({ whole, taken, failed }: Walk): boolean {
    return whole || (!failed && taken.length < this.#options.length);
  }

  #take(walk: Walk, action: number): void {
    this.#before.set(this.#walker.state);
    const step = this.#walker.take(action)!;
    walk.taken.push(action);
    this.#executed++;
    this.#counts.get(step.rule)!.taken++;
    this.#look(walk, step);
  }

  /** Takes note of a step and where it led: of the claims that failed, of what it covers, and of who is refused here. */
  #look(walk: Walk, step: Step | undefined): void {
    const { failed, properties, state } = this.#walker;
    const broken: number[] = [];
    for (const index of failed) {
      if (properties[index]!.kind === 'sometimes') this.#witnesses.set(index, pathOf(walk));
      else if (!this.#failures.has(index)) {
        this.#failures.set(index, pathOf(walk));
        broken.push(-1 - index);
      }
    }
    // A claim known to be broken must not bar the way to others.
    walk.failed = broken.length > 0;
    const canonical = this.#chooser.canonical(state);
    walk.been.add(canonical.join());
    const row = this.#visited.insert(canonical);
    if (row >= 0) this.#refusals[row] = this.#refusalsHere();
    const covers = {
      own: this.#abstraction.pairsOf(state, step && this.#before),
      refusals: this.#refusals[row < 0 ? -row - 1 : row]!,
    };
    if (step !== undefined) covers.own.push(this.#abstraction.outcomeOf(step));
    // What breaks a claim is always kept, and is tried first the next time.
    covers.own.push(...broken);
    walk.covers.push(covers);
    let way: Path | undefined;
    const here = (): Path => (way ??= pathOf(walk));
    for (const feature of [...covers.own, ...covers.refusals]) {
      if (walk.covered.has(feature)) continue;
      walk.covered.add(feature);
      const place = this.#places.get(feature);
      if (place === undefined) {
        const first = { way: here(), walks: 1 };
        this.#places.set(feature, first);
        this.#order.push(first);
        walk.news = walk.taken.length;
      } else {
        place.walks++;
        if (walk.taken.length < place.way.actions.length) place.way = here();
      }
    }
  }

  #refusalsHere(): Feature[] {
    const refusals = new Set<Feature>();
    for (let action = 0; action < this.#walker.actions.length; action++) {
      const step = this.#walker.peek(action);
      if (step === undefined || !isIdle(step)) continue;
      refusals.add(this.#abstraction.outcomeOf(step));
      const { refused } = this.#counts.get(step.rule)!;
      refused[step.refusal!] = (refused[step.refusal!] ?? 0) + 1;
    }
    return [...refusals];
  }

  #keep(walk: Walk): void {
    this.#depth = Math.max(this.#depth, walk.taken.length);
    if (walk.news !== undefined)
      this.#kept.push({
        path: { initial: walk.initial, actions: walk.taken.slice(0, walk.news) },
        covers: walk.covers.slice(0, walk.news + 1),
      });
  }

  /** The result so far. */
  result(): GuidedResult {
    const { properties, judge } = this.#walker;
    const results = properties.map((p, index): PropertyResult => {
      const base = { id: p.id, kind: p.kind, claim: p.claim, cites: p.cites, judged: judge.seen[index]! };
      const assumed = { ...base, ...assumptionsOf(p) };
      const failure = this.#failures.get(index);
      if (failure !== undefined)
        return { ...assumed, verdict: 'violated', path: shorten(this.#machine, p, failure) };
      const path = this.#witnesses.get(index);
      return path === undefined
        ? { ...assumed, verdict: 'inconclusive' }
        : { ...assumed, verdict: 'holds', path };
    });
    return {
      engine: 'guided',
      outcome: outcomeOf(results),
      complete: false,
      states: this.#visited.size,
      transitions: this.#executed,
      depth: this.#depth,
      properties: results,
      rules: [...this.#counts.values()],
      seed: this.#options.seed,
      runs: this.#runs,
      corpus: minimised(this.#kept).map(({ path }) => path),
    };
  }
}

const uniform: Weight = () => 1;

const pathOf = ({ initial, taken }: Walk): Path => ({ initial, actions: taken.slice() });
