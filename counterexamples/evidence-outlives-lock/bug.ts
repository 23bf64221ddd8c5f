import { cite } from '../../model/cite.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import type { Commands } from '../../model/rmm/commands.ts';
import type { Bug } from '../bug.ts';

/** The completion of LOCK as B4.5.80 lists it: a new lock nonce, and everything else as it was. */
const keepingEvidence = (command: Commands['RMI_VDEV_COMMUNICATE']): Commands['RMI_VDEV_COMMUNICATE'] => ({
  ...command,
  effect: (s, i) => {
    const vdev = vdevAt(s, i.vdev);
    const { op, measNonce, reportNonce, measDigest, reportDigest } = vdev;
    const status = command.effect(s, i);
    if (op === 'LOCK' && vdev.comm === 'IDLE') {
      vdev.measNonce = measNonce;
      vdev.reportNonce = reportNonce;
      vdev.measDigest = measDigest;
      vdev.reportDigest = reportDigest;
    }
    return status;
  },
});

export const evidenceOutlivesLock: Bug = {
  slug: 'evidence-outlives-lock',
  title: 'A reconfigured device is accepted on the evidence of an earlier lock',
  kind: 'text',
  breaks: 'private-dma-only-to-approved-device',
  world: 'one-device',
  steps: 68,
  cites: [
    cite.rmm('B4.5.80 lock_nonce'),
    cite.rmm('A9.6'),
    cite.inferred('F11 and D6 of the candidate invariants'),
  ],
  reductionsHold: 'A nonce that has been replaced never comes back here either.',
  commands: (commands) => ({
    ...commands,
    RMI_VDEV_COMMUNICATE: keepingEvidence(commands.RMI_VDEV_COMMUNICATE),
  }),
};
