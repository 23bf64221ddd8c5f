/**
 * Where the host series does otherwise than the hardened driver, one name for each place, as in model/guest/departures.ts.
 * The text was read in the mails of the series (v4 of 2026-04-27, v3 for the guest's requests) and in a development tree of the driver.
 */

import { cite } from '../cite.ts';
import type { DepartureText } from '../departure.ts';

export const HOST_DEPARTURES = {
  'busy-is-fatal': {
    does: 'RMI_BUSY is an error like any other: the operation is aborted and given up.',
    cites: [cite.host('v3c-04, v4c-03 _do_dev_communicate'), cite.inferred('B45')],
  },
  'error-not-aborted': {
    does: 'A PDEV is stopped and a VDEV unlocked without an ABORT before: only a failure on the host side leads to one, and what it came to is not looked at.',
    cites: [
      cite.host('v4c-03 do_dev_communicate, v4c-04 cca_pdev_stop_and_destroy'),
      cite.host('v3v-03, v4v-08 cca_vdev_unlock_and_destroy'),
    ],
  },
  'stop-gives-up': {
    does: 'When stop, its exchange or destroy fails, the PDEV is left as it is and everything about it is forgotten.',
    cites: [cite.host('v3c-05, v4c-04 cca_pdev_stop_and_destroy'), cite.inferred('B40')],
  },
  'enable-not-checked': {
    does: 'Whether the IDE stream became Secure is not looked at.',
    cites: [cite.host('v3c-02, v4c-11 cca_tsm_connect'), cite.inferred('B43')],
  },
  'exchange-without-bound': {
    does: 'The worker communicates as long as the RMM asks for more.',
    cites: [cite.host('v3c-04, v4c-03 _do_dev_communicate, wait_for_dev_state'), cite.inferred('B46')],
  },
  'peer-wait-outlives-peer': {
    does: 'A worker waits for a count that its peer, once it has ended, never reaches.',
    cites: [cite.host('v4c-10 stream_connect_workfn'), cite.inferred('B48')],
  },
  'identity-abort-is-success': {
    does: 'An exchange of the identity that was aborted leaves the PDEV in NEW, which is not ERROR, and so connect goes on.',
    cites: [cite.host('v4c-09 cca_pdev_collect_identity')],
  },
  'mismatch-is-minus-one': {
    does: 'A PDEV that is not in the state waited for is reported as -1, which user space reads as -EPERM.',
    cites: [cite.host('v3c-04, v4c-03 submit_pdev_state_transition_work'), cite.inferred('B44')],
  },
  'no-ide-is-no-memory': {
    does: 'A device without IDE passes probe, and connect says -ENOMEM.',
    cites: [cite.host('v4c-13 cca_tsm_pci_probe, v4c-01 cca_tsm_connect'), cite.inferred('B53')],
  },
  'unbind-leaves-mappings': {
    does: 'unbind unlocks and destroys a VDEV whose pages are still mapped; that somebody unmapped them before is taken for granted.',
    cites: [
      cite.host('v3v-03, v4v-08 cca_tsm_unbind: the author lists four reasons, none is checked'),
      cite.inferred('B41'),
    ],
  },
  'unbind-goes-on': {
    does: 'What a step of unbind came to is written to the log, and the VDEV is forgotten.',
    cites: [cite.host('v3v-03, v4v-08 cca_vdev_unlock_and_destroy'), cite.inferred('B41, B64')],
  },
  'unlock-destroys-vdev': {
    does: 'The request for UNLOCKED is the unbind, which destroys the VDEV that the realm would look at.',
    cites: [
      cite.host('v4v-08 cca_tsm_unbind'),
      cite.rmm('B5.4.19: RSI_ERROR_INPUT, as when no request is completed'),
    ],
  },
  'refresh-destroys-old': {
    does: 'A refresh of report or measurements empties the cached object before its first exchange.',
    cites: [cite.host('v3v-05, v4v-10 vdev_fetch_object_workfn'), cite.inferred('B52')],
  },
} as const satisfies Readonly<Record<string, DepartureText>>;

/** What older postings or a part of a series do, and the series as a whole no longer does. */
export const OLD_HOST_DEPARTURES = {
  'connect-does-nothing': {
    does: 'connect of a device that is no PCIe endpoint returns 0 and has done nothing.',
    cites: [cite.host('v4c-01 cca_tsm_connect'), cite.list('Dan Williams, 2026-05-27 (B30)')],
  },
  'connect-errors-ignored': {
    does: 'connect does not look at what the buffers, creating the PDEV, its key and its session came to.',
    cites: [cite.host('v1-12 cca_tsm_connect'), cite.inferred('B2a')],
  },
  'pdev-not-destroyed': {
    does: 'disconnect stops the PDEV and destroys nothing.',
    cites: [cite.host('v1-15'), cite.list('Jonathan Cameron, 2025-07 (B4)')],
  },
  'stop-failure-ignored': {
    does: 'The PDEV is destroyed whether or not it was stopped.',
    cites: [cite.host('v2-07 cca_pdev_stop_and_destroy'), cite.inferred('B12')],
  },
  'bind-not-checked': {
    does: 'bind drops what creating and locking the VDEV came to.',
    cites: [cite.host('v3v-02, v4v-06 without v3v-03, v4v-08'), cite.inferred('B67')],
  },
  'ide-released-first': {
    does: 'disconnect releases the IDE stream before it stops the PDEV.',
    cites: [cite.host('v1-12 cca_tsm_disconnect'), cite.list('Jonathan Cameron, 2025-07 (B9)')],
  },
} as const satisfies Readonly<Record<string, DepartureText>>;
