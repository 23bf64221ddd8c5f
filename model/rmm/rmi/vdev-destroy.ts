/**
 * RMI_VDEV_DESTROY: from NEW, UNLOCKED or ERROR, whatever the communication state. The stream table entry becomes
 * invalid, so DMA ends with it. Granules that are still mapped are no condition of B4.5.83, so that a realm's mapping
 * can outlive the VDEV it was made for: see counterexamples/destroy-with-mapped-granules. The hardened rules take the
 * condition of RMI_VDEV_UNLOCK for this command too.
 */

import type { Fresh } from '../../../checker/fields.ts';
import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { someGranuleMapped } from '../../state.ts';
import { clearExchange } from '../communicate.ts';
import { pdevGranState, vdevGranState } from '../conditions.ts';

const NO_NONCE = 0 as Fresh;

export const rmiVdevDestroy = rmi({
  name: 'RMI_VDEV_DESTROY',
  cites: [cite.rmm('B4.5.83'), cite.inferred('gran_mapped: after B4.5.91, for the intent of A9.4.3')],
  refusals: [
    pdevGranState,
    vdevGranState,
    {
      id: 'vdev_state',
      status: 'RMI_ERROR_DEVICE',
      when: (s) => s.vdev.state !== 'NEW' && s.vdev.state !== 'UNLOCKED' && s.vdev.state !== 'ERROR',
    },
    { id: 'gran_mapped', status: 'RMI_ERROR_GRANULE', when: (s) => someGranuleMapped(s) },
  ],
  effect: (s) => {
    if (s.vdev.comm === 'ACTIVE') clearExchange(s);
    s.granules.vdev = 'DELEGATED';
    s.vdev.state = 'NONE';
    s.vdev.op = 'NONE';
    s.vdev.comm = 'IDLE';
    s.vdev.dma = 'DISABLED';
    s.vdev.lockNonce = NO_NONCE;
    s.vdev.measNonce = NO_NONCE;
    s.vdev.reportNonce = NO_NONCE;
    s.vdev.measDigest = 'NONE';
    s.vdev.reportDigest = 'NONE';
  },
  footprint: ['granules.vdev', 'vdev', 'exchange'],
});
