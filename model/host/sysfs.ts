/** tsm/connect and tsm/disconnect on the host, with the core's checks in its order. */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import { teardown } from './disconnect.ts';

export const hostSysfsRules: readonly ModelRule[] = [
  modelRule({
    name: 'write tsm/connect',
    actor: 'operator',
    cites: [cite.core('connect_store'), cite.host('v4c-01 alloc_stream_id')],
    inputs: [{ streamIds: 'free' }, { streamIds: 'exhausted' }],
    offered: (s) => s.host.pc === 'IDLE',
    refusals: [
      { id: 'connected', status: '-EBUSY', when: (s) => s.host.connected },
      { id: 'no_stream_id', status: '-EBUSY', when: (_, i) => i.streamIds === 'exhausted' },
    ],
    effect: (s) => {
      s.host.streamId = true;
      s.host.pc = 'connect/ide-alloc';
      return 'begins';
    },
  }),
  modelRule<Record<never, never>>({
    name: 'write tsm/disconnect',
    actor: 'operator',
    cites: [cite.core('disconnect_store')],
    inputs: [{}],
    offered: (s) => s.host.pc === 'IDLE',
    refusals: [{ id: 'not_connected', status: '-ENXIO', when: (s) => !s.host.connected }],
    effect: (s) => {
      s.host.connected = false;
      s.host.leaving = true;
      teardown(s);
      return 'begins';
    },
  }),
];
