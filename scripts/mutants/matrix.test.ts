/** What becomes of a mutant, by what came of each world. */

import { describe, expect, it } from 'vitest';
import type { Judgement } from './judge.ts';
import { fateOf, mislisted, type Row, reasonsOf } from './matrix.ts';
import { reportJson, reportText } from './report.ts';

const killed: Judgement = {
  verdict: 'killed',
  by: [{ property: 'a-claim', verdict: 'violated', steps: 5 }],
  states: 9,
};
const survived: Judgement = { verdict: 'survived', states: 567 };
const undecided: Judgement = { verdict: 'undecided', states: 1000 };
const stillborn: Judgement = { verdict: 'stillborn', why: 'no such object' };

/** A mutant that differs in two worlds. */
const row = (
  claims: readonly Judgement[],
  laws: readonly Judgement[] = [],
  name = 'RMI_X drops y',
  identity: readonly Judgement[] = [],
): Row => ({
  mutant: { name, operator: 'drop-condition', needs: [] },
  worlds: ['cooperative', 'rmm-alone'],
  claims: claims.map((judgement, k) => ({ ...judgement, world: k === 0 ? 'cooperative' : 'rmm-alone' })),
  laws: laws.map((judgement) => ({ ...judgement, world: 'rmm-alone' })),
  identity: identity.map((judgement) => ({ ...judgement, world: 'rmm-alone' })),
});

const NONE = reasonsOf([]);
const LISTED = reasonsOf([{ mutants: ['RMI_X drops y'], because: 'nothing reads it' }]);

describe('the fate of a mutant', () => {
  it.each([
    ['killed', [killed], [], NONE],
    ['killed', [survived, killed], [], NONE],
    ['killed-by-law', [survived, survived], [killed], NONE],
    ['killed-by-law', [survived, undecided], [killed], NONE],
    ['stillborn', [survived, stillborn], [], NONE],
    ['survived', [survived, survived], [], NONE],
    ['survived', [survived, survived], [survived], NONE],
    ['equivalent', [survived, survived], [], LISTED],
    // A limit, or a world that was not come to, decides nothing.
    ['undecided', [survived, undecided], [], NONE],
    ['undecided', [survived], [], NONE],
    ['undecided', [], [], NONE],
  ] as const)('is %s', (fate, claims, laws, reasons) => {
    expect(fateOf(row(claims, laws), reasons)).toBe(fate);
  });

  it('is that of no mutant only where every world in which it might differ says so', () => {
    const both = row([survived, survived], [], 'a', [survived, survived]);
    expect(fateOf(both, NONE)).toBe('identical');
    expect(fateOf(row([survived, survived], [], 'a', [survived]), NONE)).toBe('survived');
    expect(fateOf(row([survived, survived], [], 'a', [survived, killed]), NONE)).toBe('survived');
  });

  it('is told with what decided it, and with how far it was searched where nothing did', () => {
    const rows = [row([killed]), row([survived, undecided], [], 'lock/undo is skipped')];
    const report = { worlds: [], rows, reasons: NONE, mislisted: [] };
    const text = reportText(report);
    expect(text).toContain('✓ RMI_X drops y: a-claim in 5 [cooperative]');
    expect(text).toContain(
      '? lock/undo is skipped: undecided in cooperative (closed, 567 states), rmm-alone (not closed, 1,000 states)',
    );
    expect(text).toMatch(/^a-claim +1 +1 +5$/m);
    expect(text).toMatch(/^all +2 +1 +0 +0 +0 +0 +0 +1$/m);
    expect(reportJson(report, 'inconclusive')).toMatchObject({
      schema: 'interlock.mutants/1',
      outcome: 'inconclusive',
      mutants: [{ fate: 'killed' }, { fate: 'undecided' }],
    });
  });
});

describe('the list of equivalent mutants', () => {
  it('is wrong about one that is killed, and about one that there is not', () => {
    expect(mislisted([row([survived, killed])], LISTED, true)).toEqual([
      'RMI_X drops y is listed as equivalent, and is killed in rmm-alone',
    ]);
    expect(mislisted([], LISTED, true)).toEqual([
      'RMI_X drops y is listed as equivalent, and there is no such mutant',
    ]);
  });

  it('is right about one that lives, and not asked about what a run leaves out', () => {
    expect(mislisted([row([survived, survived])], LISTED, true)).toEqual([]);
    expect(mislisted([], LISTED, false)).toEqual([]);
  });
});
