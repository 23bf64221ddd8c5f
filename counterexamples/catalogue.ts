/**
 * The rows of a catalogue of known findings, and the ways in which this repository shows one. A row is a report on a list, a
 * change between versions, a document, or a reading of the code that nobody has confirmed; see its defect's citations.
 */

/** How a row is shown. */
export type Expression =
  /** By a bug in the flow, with a trace: a folder of counterexamples/. */
  | { readonly kind: 'flow'; readonly slug: string }
  /**
   * By defects in reading bytes or computing, broken by a generated input; or in a table gone through whole. The test is named;
   * other parts of the same row are found by the rows of the defects.
   */
  | { readonly kind: 'bytes' | 'table'; readonly defects: readonly string[]; readonly test: string }
  /** By a behaviour of the model as it stands; `says` stands in the test. */
  | { readonly kind: 'modelled'; readonly test: string; readonly says: string }
  | { readonly kind: 'not-expressible'; readonly why: string };

export interface Entry {
  readonly id: string;
  readonly what: string;
  readonly shown: Expression;
}

export const row = (id: string, what: string, shown: Expression): Entry => ({ id, what, shown });
export const bytes = (test: string, ...defects: readonly string[]): Expression => ({
  kind: 'bytes',
  defects,
  test,
});
export const table = (test: string, ...defects: readonly string[]): Expression => ({
  kind: 'table',
  defects,
  test,
});
export const modelled = (test: string, says: string): Expression => ({ kind: 'modelled', test, says });
export const flow = (slug: string): Expression => ({ kind: 'flow', slug });
export const not = (why: string): Expression => ({ kind: 'not-expressible', why });
