import { cite } from '../../model/cite.ts';
import type { PdevInput } from '../../model/rmm/arguments.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { EndpointName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';

export const tfStopRefusesAnyStream: Bug = {
  slug: 'tf-stop-refuses-any-stream',
  title: 'STOP is refused as long as the PDEV has a stream, connected or not',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 15,
  cites: [cite.tfRmm('runtime/rmi/pdev.c smc_pdev_stop: associated_stream_count')],
  commands: (c) =>
    withRefusal<PdevInput>(c, 'RMI_PDEV_STOP', 'pdev_stream_live', {
      when: (s, i) => {
        for (const name in s.streams)
          if (
            (name === i.pdev || i.pdev === 'rp') &&
            s.streams[name as EndpointName].state !== 'DISCONNECTED'
          )
            return true;
        return false;
      },
    }),
};
