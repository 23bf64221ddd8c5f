import { cite } from '../../model/cite.ts';
import { completeVdev } from '../../model/rmm/communicate.ts';
import type { Command } from '../../model/rule.ts';
import type { Bug } from '../bug.ts';

type Communicate = Command<{ readonly status: 'NONE' | 'RESPONSE' | 'ERROR' }>;

/** The completion of LOCK as B4.5.80 lists it: a new lock nonce, and everything else as it was. */
const keepingEvidence = (command: Communicate): Communicate => ({
  ...command,
  effect: (s, i) => {
    const locks = i.status === 'RESPONSE' && s.vdev.op === 'LOCK' && s.exchange.at === 'RESPONSE';
    if (!locks) return command.effect(s, i);
    const { measNonce, reportNonce, measDigest, reportDigest } = s.vdev;
    completeVdev(s);
    s.vdev.measNonce = measNonce;
    s.vdev.reportNonce = reportNonce;
    s.vdev.measDigest = measDigest;
    s.vdev.reportDigest = reportDigest;
    return 'RMI_SUCCESS';
  },
});

export const evidenceOutlivesLock: Bug = {
  slug: 'evidence-outlives-lock',
  title: 'A reconfigured device is accepted on the evidence of an earlier lock',
  kind: 'text',
  breaks: 'private-dma-only-to-approved-device',
  world: 'one-device',
  steps: 67,
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
