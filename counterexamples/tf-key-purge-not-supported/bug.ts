import { cite } from '../../model/cite.ts';
import { withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

export const tfKeyPurgeNotSupported: Bug = {
  slug: 'tf-key-purge-not-supported',
  title: 'STREAM_KEY_PURGE is not there',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 1,
  cites: [cite.tfRmm('observed; runtime/rmi/pdev.c smc_pdev_stream_key_purge')],
  commands: (c) =>
    withNewRefusal(
      c,
      'RMI_PDEV_STREAM_KEY_PURGE',
      { id: 'not_implemented', status: 'RMI_ERROR_NOT_SUPPORTED', when: () => true },
      'feat',
    ),
};
