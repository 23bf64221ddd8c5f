/** tsm/connect and tsm/disconnect on the host, with the core's checks in its order. */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { EndpointName, Seen } from '../state.ts';
import { beginUnbind } from './bind.ts';
import { teardown } from './disconnect.ts';
import type { HostSetting } from './step.ts';

type Connect = {
  readonly of: EndpointName;
  readonly streamIds: 'free' | 'exhausted';
  /** No PCIe endpoint: the drivers of the series know what to do with those alone. */
  readonly type?: 'OTHER';
};

const idle = (s: Seen): boolean => s.host.pc === 'IDLE';

export const hostSysfsRules = (
  setting: HostSetting,
  endpoints: readonly EndpointName[],
): readonly ModelRule[] => [
  modelRule<Connect>({
    name: 'write tsm/connect',
    actor: 'operator',
    cites: [cite.core('connect_store'), cite.host('v3c-02, v4c-01 alloc_stream_id')],
    inputs: endpoints.flatMap((of): Connect[] => [
      { of, streamIds: 'free' },
      { of, streamIds: 'exhausted' },
      { of, streamIds: 'free', type: 'OTHER' },
    ]),
    offered: idle,
    refusals: [
      { id: 'connected', status: '-EBUSY', when: (s, i) => s.host.endpoints[i.of].connected },
      {
        id: 'no_endpoint',
        status: '-EINVAL',
        when: (_, i) => i.type === 'OTHER' && !setting.departs('connect-does-nothing'),
      },
      { id: 'no_stream_id', status: '-EBUSY', when: (_, i) => i.streamIds === 'exhausted' },
    ],
    effect: (s, i) => {
      if (i.type === 'OTHER') {
        s.host.endpoints[i.of].connected = true;
        return '0';
      }
      s.host.of = i.of;
      s.host.endpoints[i.of].streamId = true;
      s.host.pc = 'connect/ide-alloc';
      return 'begins';
    },
  }),
  modelRule<{ readonly of: EndpointName }>({
    name: 'write tsm/disconnect',
    actor: 'operator',
    cites: [cite.core('disconnect_store')],
    inputs: endpoints.map((of) => ({ of })),
    offered: idle,
    refusals: [{ id: 'not_connected', status: '-ENXIO', when: (s, i) => !s.host.endpoints[i.of].connected }],
    effect: (s, i) => {
      const held = s.host.endpoints[i.of];
      s.host.of = i.of;
      s.host.leaving = true;
      held.connected = false;
      if (setting.departs('ide-released-first')) {
        held.ide = 'NONE';
        held.streamId = false;
      }
      // The core unbinds what is bound before it calls the driver.
      if (s.host.tdi?.bound) beginUnbind(setting, s);
      else teardown(setting, s);
      return 'begins';
    },
  }),
];
