/**
 * RMI_RTT_SET_RIPAS, for the one change this flow asks for: to EMPTY, destroyed entries included. The text lets it pass
 * over an entry that is still mapped to device memory (only a change to RAM would be refused there).
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { PAGES } from '../../state.ts';

export const rmiRttSetRipas = rmi<{ readonly page: number }>({
  name: 'RMI_RTT_SET_RIPAS',
  cites: [cite.rmm('B4.5.75'), cite.rmm('A5.4')],
  inputs: Array.from({ length: PAGES }, (_, page) => ({ page })),
  refusals: [
    {
      id: 'base_bound',
      status: 'RMI_ERROR_INPUT',
      when: (s, i) => s.rec.pending !== 'RIPAS' || s.rec.progress !== i.page,
    },
  ],
  effect: (s, i) => {
    s.pages[i.page]!.ripas = 'EMPTY';
    s.rec.progress = i.page + 1;
  },
  footprint: ['pages', 'rec.progress'],
});
