/**
 * RMI_RTT_SET_RIPAS, for the one change this flow asks for: to EMPTY, destroyed entries included. The text lets it pass
 * over an entry that is still mapped to device memory (only a change to RAM would be refused there).
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { ownerOf, pagesAt, type RecPointer, recAt } from '../arguments.ts';
import { INPUT } from '../conditions.ts';
import { numbers } from '../pages.ts';
import type { Rmm } from '../version.ts';

export const rmiRttSetRipas = ({ tries }: Rmm) =>
  rmi<{ readonly page: number; readonly rec?: RecPointer }>({
    name: 'RMI_RTT_SET_RIPAS',
    cites: [cite.rmm('B4.5.75'), cite.rmm('A5.4')],
    inputs: numbers(tries.pages).map((page) => ({ page })),
    refusals: [
      {
        id: 'base_bound',
        status: INPUT,
        when: (s, i) => {
          const { pending, progress, top } = recAt(s, i.rec);
          return pending !== 'RIPAS' || progress !== i.page || i.page >= top;
        },
      },
    ],
    effect: (s, i) => {
      pagesAt(s, ownerOf(i.rec))[i.page]!.ripas = 'EMPTY';
      recAt(s, i.rec).progress = i.page + 1;
    },
    footprint: ['pages', 'rec.progress'],
  });
