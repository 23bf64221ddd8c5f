/** What the bugs of the posted guest series share: their departure, where it is, and why the reductions still hold. */

import { DEPARTURES } from '../model/guest/departures.ts';
import type { Bug } from './bug.ts';

interface Text {
  readonly slug: keyof typeof DEPARTURES;
  readonly title: string;
  readonly breaks: string;
  readonly steps: number;
  readonly kind?: 'posted' | 'observed';
}

export const postedGuest = ({ slug, title, breaks, steps, kind = 'posted' }: Text): Bug => ({
  slug,
  title,
  kind,
  breaks,
  world: 'guest-alone',
  steps,
  cites: DEPARTURES[slug].cites,
  departs: [slug],
  reductionsHold:
    'What the guest compares is as before. Of evidence that nobody approved it makes use only where an approval is bound to no generation, and there the world keeps it apart.',
});
