/**
 * Where the text of PCIe 6.x chapter 11 leaves a choice, each as a named switch of the world. The first value of each is
 * the one that the model takes unless told otherwise; the ambiguities that no state of the model can show are listed
 * with the reason.
 */

import type { Citation } from '../../checker/contract.ts';
import { cite } from '../cite.ts';

export interface ChoiceText {
  /** Which ambiguity, by its number in README.md beside this file. */
  readonly ambiguity: string;
  readonly values: readonly [string, string, ...string[]];
  readonly about: string;
  readonly cites: readonly Citation[];
}

export const CHOICES = {
  'report-in-run': {
    ambiguity: 'S1',
    values: ['ALLOWED', 'REFUSED'],
    about:
      'GET_DEVICE_INTERFACE_REPORT in RUN: table 11-3 allows it, the error table of the request names CONFIG_LOCKED alone.',
    cites: [cite.tdisp('table 11-3'), cite.tdisp('11.3.10, error codes')],
  },
  'error-clears-itself': {
    ambiguity: 'S3',
    values: ['PERMITTED', 'NEVER'],
    about:
      'ERROR to CONFIG_UNLOCKED without a request, once secrets are cleared: permitted and not required, so that CONFIG_UNLOCKED does not tell of a STOP.',
    cites: [cite.tdisp('11.2: ERROR to CONFIG_UNLOCKED')],
  },
  'stream-mismatch': {
    ambiguity: 'S5',
    values: ['INVALID_REQUEST', 'INVALID_DEVICE_CONFIGURATION'],
    about:
      'the code of a LOCK whose default stream does not match or is not on TC0, which must fail and is not tabulated. Every refusal looks alike to an RMM, so that only the table of responses shows it.',
    cites: [cite.tdisp('11.3.8')],
  },
  't0-while-locked': {
    ambiguity: 'S6',
    values: ['NONE', 'ALLOWED'],
    about:
      'memory requests with T=0 from CONFIG_LOCKED and RUN: the literal rule leaves none, others let bounce buffers go on.',
    cites: [cite.tdisp('11.2.1'), cite.list('F-24: a hypervisor assumes that bounced DMA goes on')],
  },
  'ats-after-lock': {
    ambiguity: 'S7',
    values: ['ERROR', 'ALLOWED'],
    about:
      'enabling ATS on a locked function: the register table allows it, although bit 3 of the report says whether it is enabled. The table is of examples, so that a device which goes to ERROR conforms too.',
    cites: [cite.tdisp('11.2.6, ATS extended capability'), cite.tdisp('11.3.11, INTERFACE_INFO bit 3')],
  },
  'error-events': {
    ambiguity: 'S10',
    values: ['TABLE', 'NONE'],
    about:
      'what drives a locked TDI to ERROR besides requests: the table of 11.2.6 is informative. NONE is what every published responder has: they are emulators without configuration space or link, and nothing leads them to ERROR from outside.',
    cites: [cite.tdisp('11.2.6'), cite.list('C.9 of the comparison: never in ERROR')],
  },
  'stop-of-new-vdev': {
    ambiguity: 'RMM',
    values: ['SENT', 'LEFT_OUT'],
    about:
      'whether an RMM sends STOP_INTERFACE for the operation UNLOCK of a VDEV in NEW: DEN0137 names the operation and not its messages; TF-RMM sends nothing there.',
    cites: [cite.rmm('A9.4.3, B4.5.82'), cite.tfRmm('runtime/rmi/pdev.c, VDEV_OP_UNLOCK')],
  },
} as const satisfies Readonly<Record<string, ChoiceText>>;

export type ChoiceName = keyof typeof CHOICES;
export type Choices = { readonly [K in ChoiceName]: (typeof CHOICES)[K]['values'][number] };

const names = Object.keys(CHOICES) as readonly ChoiceName[];
export const choiceNames: readonly string[] = names;

export const defaultChoices = Object.fromEntries(
  names.map((name) => [name, CHOICES[name].values[0]]),
) as Choices;

/** The choices that are not the ones the model takes by itself. */
export const deviations = (choices: Choices): Partial<Choices> =>
  Object.fromEntries(
    Object.entries(choices).filter(([name, value]) => defaultChoices[name as ChoiceName] !== value),
  );

/** Of the ambiguities in the text, those that no switch stands for. */
export const NO_STATE_SHOWS: Readonly<Record<string, string>> = {
  S2: 'chunks of a report: one leg of the model is the whole report, and nothing comes between its requests',
  S4: 'whose session keys a P2P stream: the model has no P2P',
  S8: 'a report is stale after SET_MMIO_ATTRIBUTE: no guest of the model sends it',
  S9: 'ERROR may hold secrets: nobody reads a secret; that they are cleared is the rule "device clears its secrets"',
  S11: 'START meets a stream that goes Insecure: no choice, for the search tries both orders',
  S12: 'the reporting offset is in bytes or pages: a state names a report and holds no address; both units are in report-portion.ts',
  S13: 'MMIO with T=0 in CONFIG_UNLOCKED: no guest access to MMIO is a step; both readings are in tlp.ts',
};
