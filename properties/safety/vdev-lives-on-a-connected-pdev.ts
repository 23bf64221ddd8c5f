import { cite } from '../../model/cite.ts';
import { vdevExists } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const vdevLivesOnAConnectedPdev: ModelProperty = {
  id: 'vdev-lives-on-a-connected-pdev',
  kind: 'always',
  claim:
    'While a VDEV exists, its PDEV is ready with no transaction of its own, and the stream is connected.',
  cites: [cite.rmm('B4.5.32 num_vdevs'), cite.rmm('B4.5.82'), cite.rmm('A9.3.3.2.2')],
  worlds: inWorlds.oneDevice,
  when: (s) => vdevExists(s, 'v0'),
  holds: (s) =>
    s.pdevs.ep.state === 'READY' && s.pdevs.ep.comm === 'IDLE' && s.streams.ep.state === 'CONNECTED',
};
