/** What a world says of itself. A verdict is about one world; every bound of it carries its reason. */

import type { Step } from '../../checker/contract.ts';
import type { Power } from '../adversary/powers.ts';
import type { Tries } from '../rmm/version.ts';
import type { ModelRule } from '../rule.ts';
import type { Parts } from '../rules.ts';
import type { Seen, Size, State } from '../state.ts';

export type WorldName =
  | 'one-device'
  | 'guest-alone'
  | 'hostile-device'
  | 'connect-faults'
  | 'stream-peers'
  | 'bind-faults'
  | 'cooperative'
  | 'rmm-alone'
  | 'rmm-objects'
  | 'rmm-siblings'
  | 'two-realms'
  | 'two-devices'
  | 'at-large';

export interface World {
  readonly name: WorldName;
  /** Who is there, in one sentence. */
  readonly about: string;
  readonly powers: readonly Power[];
  /** What the world leaves out or limits, and why that is enough. */
  readonly bounds: readonly string[];
  /** Which objects there are, and who else. */
  readonly size: Size;
  /** What of them the RMM's commands are tried with. */
  readonly tries: Tries;
  /** The ways in which it begins, from a state of which every field has the first of its values. */
  readonly initial: readonly ((s: State) => void)[];
  /** Too large to close: it is searched at random, and breadth first as far as somebody asks for. */
  readonly isOpen?: true;
  readonly rules: (parts: Parts) => readonly ModelRule[];
  readonly resting: (s: Seen) => boolean;
  /** Which states are taken for one: see normalize.ts. */
  readonly normalize: (parts: Parts) => (s: State) => void;
  /** How much a random walk prefers a step. Bends the odds so that walks get far; never what is possible. */
  readonly weight: (step: Step) => number;
}
