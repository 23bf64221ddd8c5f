import { describe, expect, it } from 'vitest';
import { CHOICES, defaultChoices, deviations, NO_STATE_SHOWS } from './choices.ts';

describe('the choices that the text leaves', () => {
  it('are by default the first value of each', () => {
    expect(defaultChoices).toEqual({
      'report-in-run': 'ALLOWED',
      'error-clears-itself': 'PERMITTED',
      'stream-mismatch': 'INVALID_REQUEST',
      't0-while-locked': 'NONE',
      'ats-after-lock': 'ERROR',
      'error-events': 'TABLE',
      'stop-of-new-vdev': 'SENT',
    });
    expect(deviations(defaultChoices)).toEqual({});
    expect(deviations({ ...defaultChoices, 'error-events': 'NONE' })).toEqual({ 'error-events': 'NONE' });
  });

  it('are together with those that no state shows the thirteen ambiguities, each once, and one of the RMM', () => {
    const all = [...Object.values(CHOICES).map((c) => c.ambiguity), ...Object.keys(NO_STATE_SHOWS)];
    const thirteen = Array.from({ length: 13 }, (_, k) => `S${k + 1}`);
    expect(all.sort()).toEqual([...thirteen, 'RMM'].sort());
    for (const { cites } of Object.values(CHOICES)) expect(cites).not.toEqual([]);
  });
});
