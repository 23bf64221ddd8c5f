/** What an access of the realm to a page of device memory comes to, by the state of its stage 2 entry (DEN0137 A5.2, A5.4). */

import type { Seen } from '../state.ts';

export type Access = 'data access' | 'instruction fetch';

/** `REC exit` hands the fault to the host; SEA is taken by the realm itself. */
export function realmAccess(s: Seen, page: number, kind: Access): 'permitted' | 'SEA to Realm' | 'REC exit' {
  const { ripas, output } = s.pages[page]!;
  if (output === 0) return ripas === 'EMPTY' ? 'SEA to Realm' : 'REC exit';
  switch (ripas) {
    case 'DEV':
      return kind === 'data access' ? 'permitted' : 'SEA to Realm';
    case 'EMPTY':
      return 'SEA to Realm';
    default:
      return 'REC exit';
  }
}
