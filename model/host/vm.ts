/**
 * What becomes of a device when its VM is gone: the VMM's vdevice is destroyed, which unbinds it, and KVM takes down what was
 * mapped, in whatever order the file descriptors close (B14, B16, B41).
 */

import { cite } from '../cite.ts';
import { attempt, type ModelRule, modelRule } from '../rule.ts';
import type { Seen } from '../state.ts';
import { beginUnbind, mappedPage } from './bind.ts';
import type { HostSetting } from './step.ts';

const isGone = (s: Seen): boolean => s.host.tdi.vmGone && s.host.pc === 'IDLE';

export const vmRules = (setting: HostSetting): readonly ModelRule[] => [
  modelRule<Record<never, never>>({
    name: 'vdevice is destroyed',
    actor: 'VMM',
    cites: [cite.host('iommufd v5: vdevice abort and destroy unbind')],
    inputs: [{}],
    offered: (s) => isGone(s) && s.host.tdi.bound,
    effect: (s) => beginUnbind(setting, s),
  }),
  modelRule<Record<never, never>>({
    name: 'KVM unmaps a device page',
    actor: 'host',
    cites: [cite.host('v4v-14 realm_unmap_private_range')],
    inputs: [{}],
    offered: (s) => isGone(s) && mappedPage(s) >= 0,
    effect: (s) => attempt(setting.commands.RMI_RTT_DEV_UNMAP, s, { page: mappedPage(s) }),
  }),
  modelRule<Record<never, never>>({
    name: 'VM is created',
    actor: 'VMM',
    cites: [cite.inferred('a new realm has no pages')],
    inputs: [{}],
    offered: (s) => isGone(s) && !s.host.tdi.bound && mappedPage(s) < 0,
    effect: (s) => {
      s.host.tdi.vmGone = false;
      for (const page of s.pages) page.ripas = 'EMPTY';
      return 'created';
    },
  }),
];
