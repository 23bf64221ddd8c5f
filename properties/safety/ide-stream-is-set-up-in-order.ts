import { cite } from '../../model/cite.ts';
import { someEndpoint } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** What an IDE stream can be just before it is this. From anything, it can be released. */
const BEFORE = { ALLOCATED: 'NONE', REGISTERED: 'ALLOCATED', ENABLED: 'REGISTERED' } as const;

export const ideStreamIsSetUpInOrder: ModelProperty = {
  id: 'ide-stream-is-set-up-in-order',
  kind: 'step',
  claim: 'The host allocates an IDE stream, then registers it, then enables it, and leaves none of them out.',
  cites: [cite.host('v3c-02, v4c-01 cca_tsm_connect'), cite.host('v4c-11 cca_tsm_connect: enable')],
  worlds: inWorlds.hostDriver,
  when: (before, { changed }, after) =>
    changed && someEndpoint(after, ({ ide }, name) => ide !== before.host.endpoints[name].ide),
  holds: (before, _step, after) =>
    !someEndpoint(after, ({ ide }, name) => {
      const { ide: was } = before.host.endpoints[name];
      return ide !== 'NONE' && ide !== was && was !== BEFORE[ide];
    }),
};
