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
import { oops, type Setting } from './context.ts';
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

/** Whose approval `tsm/accept` rests on. */
export type Approval =
  /** The relying party judges what is accepted, as it is at that moment. */
  | 'at-accept'
  /** It judges when it likes; its approval is of one generation of evidence. */
  | 'of-a-generation';

export function sysfsRules(setting: Setting, approval: Approval = 'at-accept'): readonly ModelRule[] {
  const approved = evidenceApproved(setting);
  const { departs } = setting;
  const isOffered = (s: Seen): boolean => idle(s) && !s.guest.unregistered;
  const notApproved =
    approval === 'at-accept'
      ? (s: Seen) => !approved(s)
      : departs('approval-not-bound')
        ? (s: Seen) => s.party.approved === 0
        : (s: Seen) => s.party.approved === 0 || s.party.approved !== s.guest.measNonce;
  return [
    modelRule<Record<never, never>>({
      name: 'write tsm/lock',
      actor: 'operator',
      cites: [cite.core('pci_tsm_lock'), cite.guest('04 cca_tsm_lock')],
      inputs: [{}],
      offered: isOffered,
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
      offered: isOffered,
      refusals: [
        { id: 'not_locked', status: '-EINVAL', when: (s) => s.guest.context === 'NONE' },
        {
          id: 'already_accepted',
          status: '-EBUSY',
          when: ({ guest: { context } }) =>
            context === 'FAILED' || (context === 'ACCEPTED' && !departs('accept-runs-again')),
        },
        driverBound,
        { id: 'not_approved', status: 'not written', when: notApproved },
      ],
      effect: (s) => {
        // The callbacks went with their TSM.
        if (s.guest.context === 'DANGLING') oops(s);
        else beginAccept(setting, s);
        return 'begins';
      },
    }),
    modelRule<Record<never, never>>({
      name: 'write tsm/unlock',
      actor: 'operator',
      cites: [cite.core('pci_tsm_unlock'), cite.guest('04 cca_tsm_unlock')],
      inputs: [{}],
      offered: isOffered,
      refusals: [
        { id: 'not_locked', status: '-EINVAL', when: (s) => s.guest.context === 'NONE' },
        driverBound,
      ],
      effect: (s) => {
        if (s.guest.context === 'DANGLING') oops(s);
        else beginUnlock(setting, s);
        return 'begins';
      },
    }),
  ];
}

/** The relying party reads what is published, over netlink, and approves that generation of it. */
export const partyRules = (setting: Setting): readonly ModelRule[] => {
  const approved = evidenceApproved(setting);
  return [
    modelRule<Record<never, never>>({
      name: 'relying party approves',
      actor: 'relying party',
      cites: [cite.core('evidence over netlink: generation'), cite.list('2026-03-13 to 03-24 (LST-18)')],
      inputs: [{}],
      // An operation under way holds the evidence lock no longer than it takes to publish; nothing else is in its way.
      offered: (s) => s.guest.context === 'LOCKED' || s.guest.context === 'ACCEPTED',
      refusals: [{ id: 'not_as_expected', status: 'rejected', when: (s) => !approved(s) }],
      effect: (s) => {
        s.party.approved = s.guest.measNonce;
        return 'approved';
      },
    }),
  ];
};
