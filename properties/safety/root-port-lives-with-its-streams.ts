import { cite } from '../../model/cite.ts';
import { someEndpoint } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const rootPortLivesWithItsStreams: ModelProperty = {
  id: 'root-port-lives-with-its-streams',
  kind: 'always',
  claim:
    "Between operations the root port's PDEV exists, and the driver has its page and buffers, exactly while some endpoint has a stream through it.",
  cites: [
    cite.host('v4c-12: Refcount root-port pdevs used by IDE streams'),
    cite.inferred('S23 of the host candidates'),
  ],
  worlds: inWorlds.hostDriver,
  when: (s) => s.host.pc === 'IDLE',
  holds: (s) => {
    const used = someEndpoint(s, ({ port }) => port);
    return (
      (s.pdevs.rp.state !== 'NONE') === used &&
      (s.granules.rp !== 'UNDELEGATED') === used &&
      (s.host.rootPort.page !== 'NONE') === used &&
      s.host.rootPort.buffers === used
    );
  },
};
