import { cite } from '../../model/cite.ts';
import { withEffect, withRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { all } from '../tf-rmm.ts';

export const tfUnmapSkipsVoid: Bug = {
  slug: 'tf-unmap-skips-void',
  title: 'RTT_DEV_UNMAP of an entry that maps nothing passes over it and succeeds',
  kind: 'observed',
  breaks: 'succeeds-exactly-when-nothing-refuses',
  world: 'rmm-alone',
  steps: 1,
  cites: [cite.tfRmm('observed; runtime/rmi/rtt_unmap.c')],
  commands: all(
    (c) =>
      withRefusal<{ readonly ipa?: string; readonly rd?: string }>(c, 'RMI_RTT_DEV_UNMAP', 'rtte_state', {
        when: (_s, i) => i.ipa === 'RAM' || i.rd === 'OTHER_REALM',
      }),
    (c) =>
      withEffect<{ readonly page: number }>(c, 'RMI_RTT_DEV_UNMAP', (original, s, i) =>
        s.pages[i.page]!.output === 0 ? 'RMI_SUCCESS' : original(s, i),
      ),
  ),
};
