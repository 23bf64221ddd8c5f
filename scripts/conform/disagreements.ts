/** Cases with which the model does not agree, on purpose: which, and why. */

export interface Disagreement {
  readonly cases: readonly string[];
  /** Which side the model is on, and by which text. */
  readonly reason: string;
}

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    cases: ['acs.vdev_get_measurements.new'],
    reason:
      'The suite measures a VDEV whose first transaction is pending. B4.5.85 comm_state refuses that, in every text we have (S3); the model follows the text.',
  },
  {
    cases: ['tfrmm.no_pdev.e_create_otherbdf'],
    reason:
      'Which devices exist is what EL3 tells an RMM, and the fake host of the recording knows them all. B4.5.27 params_valid, and the source of TF-RMM, refuse an id that is no device of the platform; so does the model.',
  },
];
