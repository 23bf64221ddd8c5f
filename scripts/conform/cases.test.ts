/** The shared cases, all of them; and that each of TF-RMM's switches is needed for what was observed. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rmms, tfRmmDifferences } from '../../counterexamples/registry.ts';

import { UsageError } from '../errors.ts';
import { type Case, parseCases, runCase } from './cases.ts';
import { DISAGREEMENTS } from './disagreements.ts';

const FILE = '../shared/cases/rmm-cases.json';
const here = existsSync(FILE);
const cases = here ? parseCases(JSON.parse(readFileSync(FILE, 'utf8')), FILE) : [];
const ofKind = (is: string): Case[] => cases.filter((c) => runCase(c, undefined).is === is);

const ABORTED: Case = {
  name: 'an aborted PDEV goes no further',
  source: 'B4.5.25, B4.5.26',
  kind: 'ours',
  abi: '2.0-bet1',
  setup: ['REALM da=on', 'RMI_PDEV_CREATE ep', 'RMI_PDEV_ABORT ep'],
  command: 'PDEV_COMM',
  args: { pdev: 'ep', status: 'NONE' },
  expect: { rc: 'RMI_ERROR_DEVICE', end_state: { pdev: 'NEW/IDLE/NONE', unchanged: true } },
};

describe.skipIf(!here)(`the cases of ${FILE}${here ? '' : ' (skipped: not here)'}`, () => {
  it('agree with the model, but for those that are listed and the services of the host', () => {
    expect(ofKind('differ').map((c) => c.name)).toEqual([]);
    expect(ofKind('listed').map((c) => c.name)).toEqual(DISAGREEMENTS.flatMap((d) => d.cases));
    expect(new Set(ofKind('not modelled').map((c) => c.kind))).toEqual(new Set(['acs-rhi']));
    expect(ofKind('agree')).toHaveLength(719);
  });

  it('do not agree with an RMM that they are not about', () => {
    const observed = cases.filter((c) => c.kind === 'observed');
    expect(observed.filter((c) => runCase(c, '2.0-bet1').is === 'differ').length).toBeGreaterThan(20);
  });

  /** Read in the source, or seen in the logs alone: no case can tell. */
  const UNSEEN = new Set([
    'tf-state-before-buffers',
    'tf-other-realm-is-device',
    'tf-stop-refuses-any-stream',
    'tf-da-off-is-unknown-call',
    'tf-rsi-id-not-checked',
    'tf-owner-not-asked-again',
  ]);
  it.each(tfRmmDifferences.map(({ slug }) => ({ slug })))(
    'need the switch $slug, or are known not to',
    ({ slug }) => {
      const rules = rmms['tf-rmm']!;
      const name = `tf-rmm without ${slug}`;
      (rmms as Record<string, typeof rules>)[name] = {
        ...rules,
        changes: rules.changes.filter((change) => change.slug !== slug),
      };
      const differ = cases.filter((c) => c.kind === 'observed' && runCase(c, name).is === 'differ');
      expect(differ.length > 0, `${differ.length} cases differ`).toBe(!UNSEEN.has(slug));
    },
  );
});

describe('a case', () => {
  it('agrees where the model does as it says', () => {
    expect(runCase(ABORTED, undefined)).toEqual({ is: 'agree' });
  });

  it('differs where a status or a state is not the expected', () => {
    const status = { ...ABORTED, expect: { ...ABORTED.expect, rc: 'RMI_SUCCESS' } };
    expect(runCase(status, undefined)).toMatchObject({ is: 'differ' });
    const state = { ...ABORTED, expect: { ...ABORTED.expect, end_state: { pdev: 'NEEDS_KEY/IDLE/NONE' } } };
    expect(runCase(state, undefined)).toMatchObject({ is: 'differ' });
  });

  it('is about another RMM if that is asked for', () => {
    expect(runCase(ABORTED, 'tf-rmm')).toMatchObject({ is: 'differ' });
  });

  it('is not modelled where a word is unknown, and nothing is guessed', () => {
    const words = { ...ABORTED, args: { pdev: 'ep', status: 'NONE', override: { pdev_ptr: 'purple' } } };
    expect(runCase(words, undefined)).toEqual({ is: 'not modelled', why: 'the pointer "purple"' });
    expect(runCase({ ...ABORTED, command: 'RMI_PDEV_PAINT' }, undefined)).toMatchObject({
      is: 'not modelled',
    });
    expect(runCase({ ...ABORTED, abi: '3.0' }, undefined)).toMatchObject({ is: 'not modelled' });
  });

  it.each([
    [{}, 'x holds no list of cases'],
    [[], 'x holds an empty list, where cases were expected'],
    [[{ name: 'a' }], 'x: case 1 (a), at source:'],
    [[ABORTED, 7], 'x: case 2, at its top:'],
    [[{ ...ABORTED, setup: 'REALM' }], 'x: case 1 (an aborted PDEV goes no further), at setup:'],
  ])('of a file that is none gives one sentence: %j', (json, sentence) => {
    expect(() => parseCases(json, 'x')).toThrow(UsageError);
    expect(() => parseCases(json, 'x')).toThrow(sentence);
  });
});
