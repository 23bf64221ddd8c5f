/** What a judgement consists of. */

/** `note`: shown, and neither for nor against. */
export interface Finding {
  readonly is: 'good' | 'bad' | 'note';
  readonly says: string;
}

export const good = (says: string): Finding => ({ is: 'good', says });
export const bad = (says: string): Finding => ({ is: 'bad', says });
export const note = (says: string): Finding => ({ is: 'note', says });
/** Good in these words where a condition holds, bad in those where it does not. */
export const either = (condition: boolean, says: string, otherwise: string): Finding =>
  condition ? good(says) : bad(otherwise);

/** A part of a file with its judgement. */
export interface Judged {
  /** In a few words, what it is. */
  readonly title: string;
  /** Rows of a table that is shown under the title. */
  readonly table: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
  /** Everything about it, for programs. */
  readonly data: Readonly<Record<string, unknown>>;
}

export const isGood = ({ findings }: Judged): boolean => findings.every(({ is }) => is !== 'bad');
