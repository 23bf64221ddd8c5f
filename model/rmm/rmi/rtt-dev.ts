/**
 * RMI_RTT_DEV_MAP, _VALIDATE and _UNMAP, one page at a time. MAP asks nothing of the VDEV's state; VALIDATE only
 * carries out what the realm asked for; UNMAP is the host's at any time and leaves RIPAS DESTROYED behind. By B4.5.71
 * VALIDATE does not look at the VDEV's state either, which may have changed since the realm asked: see
 * counterexamples/validate-after-unlock. The hardened rules look again.
 */

import { cite } from '../../cite.ts';
import type { Catalogue } from '../../evidence/catalogue.ts';
import { requestedOutput } from '../../evidence/requested-output.ts';
import type { Command } from '../../rule.ts';
import { rmi } from '../../rule.ts';
import { DEVICE_GRANULES, PAGES, type Seen } from '../../state.ts';
import { pdevGranState, vdevGranState } from '../conditions.ts';

const pages = Array.from({ length: PAGES }, (_, page) => ({ page }));
type Page = { readonly page: number };
type Mapping = { readonly page: number; readonly granule: number };

/** GRAN_DEV: some entry points to the granule. */
function isMapped(s: Seen, granule: number): boolean {
  for (const page of s.pages) if (page.output === granule + 1) return true;
  return false;
}

export const rmiRttDevMap = rmi<Mapping>({
  name: 'RMI_RTT_DEV_MAP',
  cites: [cite.rmm('B4.5.69')],
  inputs: pages.flatMap(({ page }) =>
    Array.from({ length: DEVICE_GRANULES }, (_, granule) => ({ page, granule })),
  ),
  refusals: [
    vdevGranState,
    { id: 'rtte_state', status: 'RMI_ERROR_RTT', when: (s, i) => s.pages[i.page]!.output !== 0 },
    {
      id: 'gran_state',
      status: 'RMI_ERROR_INPUT',
      when: (s, i) => isMapped(s, i.granule),
    },
  ],
  effect: (s, i) => {
    s.pages[i.page]!.output = i.granule + 1;
  },
  footprint: ['pages'],
});

export const rmiRttDevValidate = (catalogue: Catalogue): Command<Page> => {
  const requested = requestedOutput(catalogue);
  return rmi<Page>({
    name: 'RMI_RTT_DEV_VALIDATE',
    cites: [cite.rmm('B4.5.71'), cite.tfRmm('runtime/rmi/rtt.c: RIPAS must be EMPTY')],
    inputs: pages,
    refusals: [
      pdevGranState,
      vdevGranState,
      {
        id: 'base_bound',
        status: 'RMI_ERROR_INPUT',
        when: (s, i) => s.rec.pending !== 'DEV_MEM' || s.rec.progress !== i.page,
      },
      {
        id: 'vdev_state',
        status: 'RMI_ERROR_DEVICE',
        when: (s) => (s.vdev.state !== 'LOCKED' && s.vdev.state !== 'STARTED') || s.vdev.comm !== 'IDLE',
      },
      // B4.5.71 asks for entries that can be walked; that RIPAS must be EMPTY was observed on TF-RMM.
      { id: 'no_progress', status: 'RMI_ERROR_RTT', when: (s, i) => s.pages[i.page]!.ripas !== 'EMPTY' },
      // The PA that the realm named follows from the report it verified.
      {
        id: 'linear_map',
        status: 'RMI_ERROR_RTT',
        when: (s, i) =>
          s.pages[i.page]!.output === 0 || s.pages[i.page]!.output !== requested(s.guest.report, i.page),
      },
    ],
    effect: (s, i) => {
      s.pages[i.page]!.ripas = 'DEV';
      s.rec.progress = i.page + 1;
    },
    footprint: ['pages', 'rec.progress'],
  });
};

export const rmiRttDevUnmap = rmi<Page>({
  name: 'RMI_RTT_DEV_UNMAP',
  cites: [cite.rmm('B4.5.70')],
  inputs: pages,
  refusals: [{ id: 'rtte_state', status: 'RMI_ERROR_RTT', when: (s, i) => s.pages[i.page]!.output === 0 }],
  effect: (s, i) => {
    const page = s.pages[i.page]!;
    page.output = 0;
    if (page.ripas === 'DEV') page.ripas = 'DESTROYED';
  },
  footprint: ['pages'],
});
