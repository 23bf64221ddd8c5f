/**
 * What the operator and the relying party do through sysfs: tsm/lock, tsm/accept, tsm/unlock, with the core's checks in
 * its order. One operator, so one operation at a time; the relying party approves evidence by its bytes, and the
 * operator accepts nothing that is not approved.
 */

import { cite } from '../cite.ts';
import type { EvidenceId, EvidenceObject } from '../evidence/catalogue.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { Seen } from '../state.ts';
import { beginAccept } from './accept.ts';
import type { Setting } from './context.ts';
import { beginUnlock } from './unlock.ts';

const idle = (s: Seen): boolean => s.guest.pc === 'IDLE';
const driverBound = { id: 'driver_bound', status: '-EBUSY', when: (s: Seen) => s.guest.driver };

/** Whether the relying party, reading the published bytes, finds the device it expects, configured as it expects. */
export function evidenceApproved({ catalogue }: Setting): (s: Seen) => boolean {
  const approved = (object: EvidenceObject): ReadonlySet<string> =>
    new Set<string>(catalogue.ids(object).filter((id: EvidenceId) => catalogue.approved(object, id)));
  const certificates = approved('CERTIFICATE');
  const vcas = approved('VCA');
  const reports = approved('INTERFACE_REPORT');
  const measurements = approved('MEASUREMENTS');
  return ({ guest }) =>
    certificates.has(guest.certificate) &&
    vcas.has(guest.vca) &&
    reports.has(guest.report) &&
    measurements.has(guest.measurements);
}

export function sysfsRules(setting: Setting): readonly ModelRule[] {
  const approved = evidenceApproved(setting);
  return [
    modelRule<Record<never, never>>({
      name: 'write tsm/lock',
      actor: 'operator',
      cites: [cite.core('pci_tsm_lock'), cite.guest('04 cca_tsm_lock')],
      inputs: [{}],
      offered: idle,
      refusals: [
        { id: 'already_locked', status: '-EBUSY', when: (s) => s.guest.context !== 'NONE' },
        driverBound,
      ],
      effect: (s) => {
        s.guest.pc = 'lock/set-tdi-state';
        return 'begins';
      },
    }),
    modelRule<Record<never, never>>({
      name: 'write tsm/accept',
      actor: 'operator',
      cites: [cite.core('pci_tsm_accept'), cite.guest('09 cca_tsm_accept')],
      inputs: [{}],
      offered: idle,
      refusals: [
        { id: 'not_locked', status: '-EINVAL', when: (s) => s.guest.context === 'NONE' },
        // Departs from the posted core, which runs the callback again (LST-02).
        { id: 'already_accepted', status: '-EBUSY', when: (s) => s.guest.context !== 'LOCKED' },
        driverBound,
        { id: 'not_approved', status: 'not written', when: (s) => !approved(s) },
      ],
      effect: (s) => {
        beginAccept(setting, s);
        return 'begins';
      },
    }),
    modelRule<Record<never, never>>({
      name: 'write tsm/unlock',
      actor: 'operator',
      cites: [cite.core('pci_tsm_unlock'), cite.guest('04 cca_tsm_unlock')],
      inputs: [{}],
      offered: idle,
      refusals: [
        { id: 'not_locked', status: '-EINVAL', when: (s) => s.guest.context === 'NONE' },
        driverBound,
      ],
      effect: (s) => {
        beginUnlock(setting, s);
        return 'begins';
      },
    }),
  ];
}
