/** What the bugs of the posted host series share: their departure, where it is, and why the reductions still hold. */

import { HOST_DEPARTURES, OLD_HOST_DEPARTURES } from '../model/host/departures.ts';
import type { Bug } from './bug.ts';

const DEPARTURES = { ...HOST_DEPARTURES, ...OLD_HOST_DEPARTURES };

interface Text {
  readonly slug: keyof typeof DEPARTURES;
  readonly title: string;
  readonly breaks: string;
  readonly steps: number;
  readonly needs?: readonly string[];
}

export const postedHost = ({ slug, title, breaks, steps, needs }: Text): Bug => ({
  slug,
  title,
  kind: 'posted',
  breaks,
  world: 'connect-faults',
  steps,
  cites: DEPARTURES[slug].cites,
  departs: [slug],
  ...(needs === undefined ? {} : { needs }),
  reductionsHold: 'There is no realm here, and so neither nonces nor evidence that anybody compares.',
});
