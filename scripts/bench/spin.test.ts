import { describe, expect, it } from 'vitest';
import { twoPhaseCommitInPromela } from './promela.ts';
import { readPan } from './spin.ts';

/** What pan prints for seven participants (SPIN 6.5.2), without the lines that are not read. */
const report = `
(Spin Version 6.5.2 -- 6 December 2019)

State-vector 36 byte, depth reached 22, errors: 0
   296448 states, stored
  2448258 states, matched
  2744706 transitions (= stored+matched)
        0 atomic steps

   93.215	equivalent memory usage for states (stored*(State-vector + overhead))
   12.500	actual memory usage for states

pan: elapsed time 0.55 seconds
pan: rate 538996.36 states/second
`;

describe("pan's report", () => {
  it('is read for states, transitions without the arrival in the initial state, and seconds', () => {
    expect(readPan(report)).toEqual({
      states: 296_448,
      transitions: 2_744_705,
      seconds: 0.55,
      bytes: 12.5 * 2 ** 20,
    });
  });

  it('may have large numbers in short form', () => {
    const large = report.replace('  2744706', '1.235584e+08');
    expect(readPan(large).transitions).toBe(123_558_399);
  });

  it.each([
    'errors: 0',
    'states, stored',
    'transitions (= stored+matched)',
    'pan: elapsed time 0.55 seconds',
    'actual memory usage for states',
  ])('is an error without "%s"', (line) => {
    expect(() => readPan(report.replace(line, ''))).toThrow(/pan printed no line like/);
  });

  it('is an error when pan found one or did not finish', () => {
    expect(() => readPan(report.replace('errors: 0', 'errors: 1'))).toThrow(/reports an error in the model/);
    expect(() => readPan(`error: max search depth too small\n${report}`)).toThrow(/did not finish/);
  });
});

describe('two-phase commit in Promela', () => {
  it('has two options for the manager and five for each participant', () => {
    expect(twoPhaseCommitInPromela(7).match(/:: atomic/g)).toHaveLength(2 + 5 * 7);
  });
});
