/** All places where a posted series does otherwise than the hardened programs: of the guest and of the host. */

import type { DepartureText } from './departure.ts';
import { DEPARTURES as GUEST } from './guest/departures.ts';
import { HOST_DEPARTURES, OLD_HOST_DEPARTURES } from './host/departures.ts';

export type Departure = keyof typeof GUEST | keyof typeof HOST_DEPARTURES | keyof typeof OLD_HOST_DEPARTURES;
export const DEPARTURES: Readonly<Record<Departure, DepartureText>> = {
  ...GUEST,
  ...HOST_DEPARTURES,
  ...OLD_HOST_DEPARTURES,
};
/** Whether a program does as a posted series does at this place. */
export type Departs = (departure: Departure) => boolean;
