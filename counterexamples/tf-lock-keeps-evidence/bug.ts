import { cite } from '../../model/cite.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import { withEffect } from '../../model/rmm/rewrite.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Bug } from '../bug.ts';

const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

export const tfLockKeepsEvidence: Bug = {
  slug: 'tf-lock-keeps-evidence',
  title: 'LOCK draws a nonce of its own and leaves the other two, and both digests, as they were',
  kind: 'observed',
  breaks: 'lock-begins-without-evidence',
  world: 'rmm-alone',
  steps: 13,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_communicate')],
  commands: (c) =>
    withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
      const vdev = vdevAt(s, i.vdev);
      const { op, measNonce, reportNonce, measDigest, reportDigest } = vdev;
      const status = original(s, i);
      if (op === 'LOCK' && idle(vdev)) {
        vdev.measNonce = measNonce;
        vdev.reportNonce = reportNonce;
        vdev.measDigest = measDigest;
        vdev.reportDigest = reportDigest;
      }
      return status;
    }),
};
