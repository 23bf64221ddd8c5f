/**
 * What a run tells those who report it: events, in the order in which they come. Each format is one reporter, in a file of
 * its own; the search knows none of them.
 */

import type { FieldValue } from '../../checker/fields.ts';
import type { FairnessKept } from '../../checker/lasso.ts';
import type { SearchFacts } from '../../checker/report/verdict.ts';
import type { PropertyResult, SearchResult } from '../../checker/result.ts';
import type { TraceStep } from '../../checker/trace.ts';
import type { World } from '../../model/world.ts';
import type { Judgement, Stale } from '../known.ts';
import type { Cut } from '../search.ts';
import type { Setup } from '../setup.ts';

/** A run begins. */
export interface Started {
  readonly command: 'check' | 'gate';
  readonly setup: Setup;
}

/** A way that breaks a claim, replayed twice. */
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** The state in which it begins, by field. */
  readonly begins: Readonly<Record<string, FieldValue>>;
  /** Of a way that goes on for ever: how many steps come before those that are repeated. */
  readonly loop?: number | undefined;
  /** To whom it is fair, and why. */
  readonly fairness?: readonly FairnessKept[];
  /** The check that would have stopped it, where one can be named; whether it could be shorter. */
  readonly why: readonly string[];
  /** The step at which it would have, counted from 1. */
  readonly whyStep?: number | undefined;
}

/** A claim that does not hold in a world. */
export interface Finding {
  readonly property: PropertyResult;
  readonly setup: Setup;
  readonly world: string;
  /** By which search, so that it can be made again. */
  readonly how: string;
  /** None where the claim is that something can be reached, and it cannot. */
  readonly trace?: Trace;
  /** The command that shows it again. */
  readonly replay?: string;
  /** Pages about what breaks this claim by the rules of the run. */
  readonly pages: readonly string[];
  readonly judgement: Judgement;
}

/** One search of a world is over. */
export interface Searched {
  readonly world: World;
  readonly result: SearchResult;
  readonly facts: SearchFacts;
  readonly cut: Cut;
  /** A random search after an exhaustive one: what it finds counts, that it finds nothing decides nothing. */
  readonly second: boolean;
  readonly findings: readonly Finding[];
}

/** Something that the gate expects, besides the verdicts of a search. */
export interface Expectation {
  /** Undefined: not decided, because time was up. */
  readonly ok: boolean | undefined;
  readonly text: string;
  readonly details: readonly string[];
}

/** The run is over. */
export interface Finished {
  readonly exit: number;
  readonly outcome: SearchResult['outcome'];
  /** The outcome in words. */
  readonly text: string;
  /** What is listed as known and holds now. */
  readonly stale: readonly Stale[];
}

export interface Reporter {
  started?(run: Started): void;
  /** A world is about to be searched. */
  world?(world: World): void;
  searched?(search: Searched): void;
  expected?(expectation: Expectation): void;
  finished?(end: Finished): void;
}

/** One that hands every event on to each of several. */
export function together(reporters: readonly Reporter[]): Required<Reporter> {
  const each = (tell: (reporter: Reporter) => void): void => {
    for (const reporter of reporters) tell(reporter);
  };
  return {
    started: (run) => each((r) => r.started?.(run)),
    world: (world) => each((r) => r.world?.(world)),
    searched: (search) => each((r) => r.searched?.(search)),
    expected: (expectation) => each((r) => r.expected?.(expectation)),
    finished: (end) => each((r) => r.finished?.(end)),
  };
}
