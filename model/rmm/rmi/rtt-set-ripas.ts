/**
 * RMI_RTT_SET_RIPAS, for the one change this flow asks for: to EMPTY, destroyed entries included. The text lets it pass
 * over an entry that is still mapped to device memory (only a change to RAM would be refused there).
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { INPUT } from '../conditions.ts';
import { numbers } from '../pages.ts';
import type { Rmm } from '../version.ts';

export const rmiRttSetRipas = ({ tries }: Rmm) =>
  rmi<{ readonly page: number }>({
    name: 'RMI_RTT_SET_RIPAS',
    cites: [cite.rmm('B4.5.75'), cite.rmm('A5.4')],
    inputs: numbers(tries.pages).map((page) => ({ page })),
    refusals: [
      {
        id: 'base_bound',
        status: INPUT,
        when: (s, i) => s.rec.pending !== 'RIPAS' || s.rec.progress !== i.page || i.page >= s.rec.top,
      },
    ],
    effect: (s, i) => {
      s.pages[i.page]!.ripas = 'EMPTY';
      s.rec.progress = i.page + 1;
    },
    footprint: ['pages', 'rec.progress'],
  });
