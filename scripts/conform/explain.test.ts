/** Every real log is explained in full, and what is changed in one is noticed, or could have been so. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { type Entry, readLog } from './log.ts';
import { type Mutation, mutate } from './mutate.ts';

const FOLDER = '../shared/traces';
const names = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
const logs = names.map((name) => readLog(readFileSync(`${FOLDER}/${name}`)).entries);
const text = (lines: string): readonly Entry[] => readLog(new TextEncoder().encode(lines)).entries;

/** The host's words and the device's answers are not in a log, so that a transaction may take any number of messages. */
const anyNumber = ({ name }: Entry): boolean => name.endsWith('_COMMUNICATE');
/** Asks, or was refused: nothing is different afterwards. */
const changesNothing = ({ name, status = '' }: Entry): boolean =>
  name.endsWith('GET_STATE') || status.includes('ERROR');
/** What comes of an RSI call is not printed, nor that the realm takes DMA back. */
const unseen = ({ name }: Entry): boolean => name.startsWith('RSI_') || name === 'RMI_VDEV_COMPLETE';
/** Without the request, its messages could be more of those of the one before; only freshness differs. */
const reads = ({ name }: Entry): boolean =>
  name === 'RMI_VDEV_GET_MEASUREMENTS' || name === 'RMI_VDEV_GET_INTERFACE_REPORT';

/** Whether the changed log could have been written by an RMM as well. */
function couldBe({ kind, at, was }: Mutation): boolean {
  if (kind === 'flip') return anyNumber(was);
  const either = kind === 'drop' ? [was] : [was, at];
  return either.some((e) => anyNumber(e) || changesNothing(e) || unseen(e) || reads(e));
}

describe.skipIf(names.length === 0)(
  `the logs of ${FOLDER}${names.length === 0 ? ' (skipped: not here)' : ''}`,
  () => {
    it.each(names.map((name, k) => ({ name, k })))('$name is explained, every line of it', ({ k }) => {
      const e = explain(logs[k]!, 'tf-rmm');
      expect([e.failure, e.defect]).toEqual([undefined, undefined]);
      expect(e.calls).toBeGreaterThan(120);
      expect([...e.objects.values()]).toContain('ep');
    });

    it('cannot all be explained by the texts: TF-RMM takes turns, and lets a VDEV in ERROR not be destroyed', () => {
      const failed = logs.filter((log) => explain(log, '2.0-bet1').failure !== undefined);
      expect(failed.length).toBeGreaterThan(0);
    });

    it('of 300 that were changed, all are rejected but those that could have been so', () => {
      const seen: Record<string, number> = {};
      const wrong: string[] = [];
      for (let seed = 1; seed <= 300; seed++) {
        const m = mutate(logs[seed % logs.length]!, seed);
        const { failure, defect } = explain(m.entries, 'tf-rmm');
        const line = failure?.entry.line ?? defect?.line;
        const verdict =
          line === undefined ? 'accepted' : line === m.at.line ? 'rejected there' : 'rejected later';
        seen[`${m.kind} ${verdict}`] = (seen[`${m.kind} ${verdict}`] ?? 0) + 1;
        if (line === undefined && !couldBe(m)) wrong.push(`seed ${seed}: ${m.kind} ${m.was.text}`);
        if (line !== undefined && line < m.at.line)
          wrong.push(`seed ${seed}: rejected before line ${m.at.line}`);
      }
      expect(wrong).toEqual([]);
      // As measured; a change of these numbers wants a reason.
      expect(seen).toMatchInlineSnapshot(`
        {
          "drop accepted": 73,
          "drop rejected later": 18,
          "drop rejected there": 4,
          "flip accepted": 4,
          "flip rejected later": 24,
          "flip rejected there": 69,
          "swap accepted": 100,
          "swap rejected later": 5,
          "swap rejected there": 3,
        }
      `);
    });

    it('a status that no hidden choice can explain is rejected at its own line', () => {
      // The contents of parameter blocks, what a host says in COMMUNICATE, and when a transaction is over, a log does not show.
      const hidden = /COMMUNICATE|STREAM_COMPLETE|PDEV_CREATE|SET_PUBKEY|STREAM_CONNECT|VDEV_CREATE/;
      let flipped = 0;
      for (let seed = 1; seed <= 700; seed++) {
        const m = mutate(logs[seed % logs.length]!, seed);
        // An UNLOCK that was refused for mapped granules need not have been: mapping is not printed.
        if (m.kind !== 'flip' || hidden.test(m.was.name) || m.was.name === 'RMI_VDEV_COMPLETE') continue;
        // Refused since the transaction before was not over: the messages that follow could be more of its own.
        if (reads(m.was) && m.at.status === 'RMI_ERROR_DEVICE') continue;
        flipped++;
        const { failure, defect } = explain(m.entries, 'tf-rmm');
        expect(failure?.entry.line ?? defect?.line, `seed ${seed}: ${m.was.text}`).toBe(m.at.line);
      }
      expect(flipped).toBeGreaterThan(50);
    });
  },
);

const CREATED = `SMC_RMI_PDEV_CREATE 7000 8000 > RMI_SUCCESS
SMC_RMI_PDEV_COMMUNICATE 7000 9000 > RMI_SUCCESS
`;

describe('a log', () => {
  it('is explained by any hidden choice: a root port, or an endpoint whose first message is out', () => {
    expect(
      explain(text(`${CREATED}SMC_RMI_PDEV_GET_STATE 7000 > RMI_SUCCESS 3`), 'tf-rmm').failure,
    ).toBeUndefined();
    expect(
      explain(text(`${CREATED}SMC_RMI_PDEV_GET_STATE 7000 > RMI_SUCCESS 0`), 'tf-rmm').failure,
    ).toBeUndefined();
  });

  it('that cannot be explained is followed up to there, with what was expected and the state before', () => {
    const e = explain(text(`${CREATED}SMC_RMI_PDEV_GET_STATE 7000 > RMI_SUCCESS 4`), 'tf-rmm');
    expect(e.calls).toBe(2);
    expect(e.failure).toMatchObject({
      entry: { line: 3 },
      expected: ['RMI_SUCCESS 0', 'RMI_SUCCESS 3'],
    });
    expect(Object.keys(e.failure!.state)).toContain('pdevs.rp.state');
  });

  it('that names an address at which nothing was created says so', () => {
    const e = explain(text('SMC_RMI_PDEV_STOP 7000 > RMI_SUCCESS'), 'tf-rmm');
    expect(e.defect).toEqual({
      line: 1,
      sentence:
        'RMI_PDEV_STOP answers RMI_SUCCESS for 7000, an address that no line before created anything at',
    });
  });

  it('has calls that are about something else: counted, never guessed', () => {
    const e = explain(
      text('SMC_RMI_VERSION 20000 > RMI_SUCCESS\nSMC_RMI_FROBNICATE 1 2 3 > RMI_BUSY\n'),
      'tf-rmm',
    );
    expect([...e.unknown]).toEqual([
      ['RMI_VERSION', 1],
      ['RMI_FROBNICATE', 1],
    ]);
    expect(e.calls).toBe(0);
  });
});
