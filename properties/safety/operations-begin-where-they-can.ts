import type { Input } from '../../checker/contract.ts';
import { cite } from '../../model/cite.ts';
import type { EndpointName, Seen } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** What a write to an attribute asks for. */
const CAN: Readonly<Record<string, (before: Seen, input: Input) => boolean>> = {
  'write tsm/connect': (s, i) => !s.host.endpoints[i.of as EndpointName].connected && i.streamIds === 'free',
  'write tsm/disconnect': (s, i) => s.host.endpoints[i.of as EndpointName].connected,
  'write tsm/lock': (s) => s.guest.context === 'NONE',
  'write tsm/accept': (s) => s.guest.context !== 'NONE',
  'write tsm/unlock': (s) => s.guest.context !== 'NONE',
};

export const operationsBeginWhereTheyCan: ModelProperty = {
  id: 'operations-begin-where-they-can',
  kind: 'step',
  claim:
    'An operation begins only where the core lets it: connect with a free stream id, disconnect when connected, lock when not locked, accept and unlock when locked.',
  cites: [
    cite.core('connect_store, disconnect_store'),
    cite.core('pci_tsm_lock, pci_tsm_accept, pci_tsm_unlock'),
  ],
  worlds: [...new Set([...inWorlds.hostDriver, ...inWorlds.guest])],
  when: (_before, { rule }) => CAN[rule] !== undefined,
  holds: (before, { rule, input }) => CAN[rule]!(before, input),
};
