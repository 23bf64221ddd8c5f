/** What is fuzzed: a name, how inputs are made, and what must hold of each. */

import type { Draw } from '../../checker/numbers.ts';
import type { Parsed } from '../../model/evidence/bytes.ts';

export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'broken'; readonly claim: string };

export interface Target {
  readonly name: string;
  /** The bytes that these draws make. */
  readonly input: (draw: Draw) => Uint8Array;
  /** What comes of them; further draws are what else the host does. */
  readonly run: (bytes: Uint8Array, draw: Draw) => Outcome;
}

/** Samples by what they are samples of. */
export interface Corpus {
  readonly reports: readonly Uint8Array[];
  readonly measurements: readonly Uint8Array[];
  readonly chains: readonly Uint8Array[];
  /** SPDM messages, VCA among them. */
  readonly messages: readonly Uint8Array[];
  /** Whole files of evidence, whatever they hold. */
  readonly files: readonly Uint8Array[];
}

export const accepted: Outcome = { kind: 'accepted' };
export const broken = (claim: string): Outcome => ({ kind: 'broken', claim });
export const refused = (result: Parsed<unknown>): Outcome =>
  result.ok ? accepted : { kind: 'refused', reason: result.reason };
