/**
 * cca_devsec_tsm_register(): the series' module probes, asks RMM and host for their support of device assignment, and
 * registers a TSM; and it goes again. While no TSM is registered there is no `tsm/` group in sysfs.
 */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { Seen } from '../state.ts';
import type { Setting } from './context.ts';

const idle = (s: Seen): boolean => s.guest.pc === 'IDLE';

/** What comes of asking for RHI_DA_FEATURES: the base features (0x3B), fewer, or no memory for the call. */
type RhiSupport = { readonly rhi: 'SUPPORTED' | 'UNSUPPORTED' | 'NO_MEMORY' };

export const registrationRules = ({ departs }: Pick<Setting, 'departs'>): readonly ModelRule[] => [
  modelRule<RhiSupport>({
    name: 'arm-cca-guest probes',
    actor: 'guest',
    cites: [cite.guest('01 cca_devsec_tsm_register'), cite.guest('03 rhi_has_da_support')],
    inputs: [{ rhi: 'SUPPORTED' }, { rhi: 'UNSUPPORTED' }, { rhi: 'NO_MEMORY' }],
    offered: (s) => idle(s) && s.guest.unregistered,
    refusals: [
      // The report provider works without, so that the module stays loaded (LST-29).
      { id: 'rsi_da', status: 'no TSM', when: (s) => s.feat.realmDa === 'FALSE' },
      { id: 'rhi_da', status: 'no TSM', when: (_, { rhi }) => rhi === 'UNSUPPORTED' },
      ...(departs('no-memory-is-support')
        ? []
        : [
            {
              id: 'no_memory',
              status: 'no TSM',
              when: (_: Seen, { rhi }: RhiSupport) => rhi === 'NO_MEMORY',
            },
          ]),
    ],
    effect: (s) => {
      s.guest.unregistered = false;
      return 'registered';
    },
  }),
  modelRule<Record<never, never>>({
    name: 'arm-cca-guest is removed',
    actor: 'operator',
    cites: [cite.guest('01 cca_tsm_remove'), cite.core('pci_tsm_unregister')],
    inputs: [{}],
    offered: (s) => idle(s) && !s.guest.unregistered,
    // The posted core unlocks what is locked, and only warns where a driver is bound.
    refusals: [
      {
        id: 'in_use',
        status: '-EBUSY',
        when: (s) => s.guest.context !== 'NONE' && !(departs('unregister-with-driver') && s.guest.driver),
      },
    ],
    effect: (s) => {
      s.guest.unregistered = true;
      if (s.guest.context !== 'NONE') s.guest.context = 'DANGLING';
      return 'unregistered';
    },
  }),
];
