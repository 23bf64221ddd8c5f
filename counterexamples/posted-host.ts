/** What the bugs of the posted host series share: their departure, where it is, and why the reductions still hold. */

import { HOST_DEPARTURES, OLD_HOST_DEPARTURES } from '../model/host/departures.ts';
import type { WorldName } from '../model/world.ts';
import type { Bug } from './bug.ts';

const DEPARTURES = { ...HOST_DEPARTURES, ...OLD_HOST_DEPARTURES };

interface Text {
  readonly slug: keyof typeof DEPARTURES;
  readonly title: string;
  readonly breaks: string;
  readonly steps: number;
  /** connect-faults, if absent. */
  readonly world?: WorldName;
  readonly needs?: readonly string[];
}

export const postedHost = ({ slug, title, breaks, steps, world = 'connect-faults', needs }: Text): Bug => ({
  slug,
  title,
  kind: 'posted',
  breaks,
  world,
  steps,
  cites: DEPARTURES[slug].cites,
  departs: [slug],
  ...(needs === undefined ? {} : { needs }),
  reductionsHold:
    'What realm and RMM compare is as before: the host has no say in nonces, and it answers for evidence to a guest that compares it.',
});
