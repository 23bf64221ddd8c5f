/** The lookup of a guest's device by the id that the guest has for it, on its request exits (host series v1, v3v-08). */

import { HARDENED } from '../../defect.ts';
import type { HasRequest } from './defects.ts';

/** A device bound to a VM, under the VM's own id for it. */
export interface Bound {
  readonly vm: string;
  readonly vdevId: number;
  readonly device: string;
}

/** The device that `vm` means; ids of other VMs mean nothing to it. */
export const vdevOf = (
  bound: readonly Bound[],
  vm: string,
  vdevId: number,
  has: HasRequest = HARDENED,
): Bound | undefined =>
  bound.find((entry) => entry.vdevId === vdevId && (entry.vm === vm || has.has('vdev-of-any-vm')));
