/**
 * What a command table is made for: which text it follows, and which arguments a search tries. The text is DEN0137;
 * 2.0-bet2 and later were not to be had and rest on predicates that others derived from them, 1.1-alp17 on Arm's
 * compliance suite (rmm-model.md section 0).
 */

import type { Catalogue } from '../evidence/catalogue.ts';
import type { PdevName, VdevName } from '../state.ts';

export type Version = '1.1-alp17' | '2.0-bet1' | '2.0-bet2';

/** The objects that commands are tried with. */
export interface Tries {
  readonly pdevs: readonly PdevName[];
  /** Those that RMI_PDEV_COMMUNICATE is tried with: a root port may be there for its part in a stream alone. */
  readonly communicating: readonly PdevName[];
  readonly vdevs: readonly VdevName[];
  readonly pages: number;
  readonly deviceGranules: number;
  /** One, if absent. */
  readonly realms?: 2;
  /** What the host delegates and undelegates: object granules by name, device granules by number. */
  readonly granules: readonly (PdevName | VdevName | number)[];
  /** Which commands are tried with wrong pointers and malformed parameters too. They can only be refused. */
  readonly faults: readonly ('objects' | 'pages')[];
  /** Whether a transaction may take more than one request and response. The state in between is no new one. */
  readonly rounds: boolean;
}

export interface Rmm {
  readonly version: Version;
  readonly catalogue: Catalogue;
  readonly tries: Tries;
}
