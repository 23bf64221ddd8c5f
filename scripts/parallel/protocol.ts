/**
 * What the main thread and the other threads of a search say to each other. Every message but `segments` is answered.
 * Arrays of segments, slots and numbers lie in shared memory; all others are copied.
 */

import type { Machine, Property } from '../../checker/contract.ts';
import type { Edges } from '../../checker/graph.ts';
import type { Tally } from '../../checker/search/explorer.ts';
import type { Finding, Predecessor } from '../../checker/search/finding.ts';
import type { Reduction } from '../../checker/search/reduction.ts';
import type { Range, Segment } from '../../checker/segments.ts';
import type { Storage } from '../../checker/table.ts';

/**
 * Where a thread gets its machine: a module that exports `machineFor`, and what to call it with. Functions cannot be
 * sent to a thread, so that each makes its own.
 */
export interface Recipe {
  readonly module: string;
  readonly data: unknown;
}

export interface Made<S> {
  readonly machine: Machine<S>;
  readonly properties: readonly Property<S>[];
}

/** What a thread is started with. */
export interface Start {
  readonly recipe: Recipe;
  readonly numbers: Int32Array;
  readonly cores: number;
  /** The properties, by id, in the order in which findings name them. */
  readonly properties: readonly string[];
  /** By what the search is reduced. */
  readonly reduce: readonly Reduction[];
  readonly storage: Storage;
  /** What the thread's machine has to be like: see `signatureOf`. */
  readonly signature: string;
}

/** A text that differs for machines whose stored words or actions mean different things. */
export const signatureOf = <S>({ layout, rules }: Machine<S>): string =>
  [layout.signature, ...rules.map(({ name, inputs }) => `${name} ${JSON.stringify(inputs)}`)].join('\n');

export type Message =
  | { readonly kind: 'segments'; readonly first: number; readonly segments: readonly Segment[] }
  | { readonly kind: 'slots'; readonly slots: Int32Array }
  | {
      readonly kind: 'expand';
      readonly level: number;
      readonly items: Int32Array;
      /** Properties of which failures are known that are nearer. */
      readonly closed: readonly number[];
      /** Per segment, how many of its rows belong to this level or an earlier one. */
      readonly old: Int32Array;
    }
  | { readonly kind: 'flush' }
  | { readonly kind: 'predecessors'; readonly items: Int32Array; readonly targets: readonly Int32Array[] }
  | { readonly kind: 'tally' }
  | { readonly kind: 'graph' };

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'rested';
      /** New rows, judged. */
      readonly ranges: readonly Range[];
      readonly findings: readonly Finding[];
      readonly graphBytes: number;
      /** Whether nothing waits to be stored. */
      readonly flushed: boolean;
      /** The segment that is written to: see StateStore. */
      readonly open: number;
    }
  | { readonly kind: 'predecessors'; readonly best: readonly (Predecessor | undefined)[] }
  | { readonly kind: 'tally'; readonly tally: Tally }
  | { readonly kind: 'graph'; readonly edges: Edges | undefined }
  | { readonly kind: 'fault'; readonly stack: string };
