/** What is a call, what is noise, and what is neither; on made lines and on every prefix of real logs. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLog } from './log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readLog(bytes(text));
const STOP = 'SMC_RMI_PDEV_STOP                 7fb000 > RMI_SUCCESS';

describe('a console log', () => {
  it('is calls, with arguments and outputs in hexadecimal, and noise', () => {
    const log = read(
      `RMM: hello\r\n${STOP}\r\n      SMC_RMI_OP_CONTINUE         0 0 > RMI_SUCCESS 0 0A\r\n\r\nWARN: SMC_RMI_ in the middle\n`,
    );
    expect(log.defect).toBeUndefined();
    expect(log.others).toBe(2);
    expect(log.entries).toMatchObject([
      { line: 2, depth: 0, name: 'RMI_PDEV_STOP', args: ['7fb000'], status: 'RMI_SUCCESS', out: [] },
      { line: 3, depth: 1, name: 'RMI_OP_CONTINUE', args: ['0', '0'], out: ['0', 'a'] },
    ]);
  });

  it('has RSI calls without a result', () => {
    const log = read('SMC_RSI_VDEV_GET_INFO             0 1000');
    expect(log.entries).toMatchObject([{ name: 'RSI_VDEV_GET_INFO', status: undefined }]);
  });

  it('is put together again where noise fell into a name', () => {
    const log = read(
      'SMC_RMI_PDEV_COMMUNIlibspdm says\nmore noise\nCATE          7fb000 7fc000 > RMI_SUCCESS\n',
    );
    expect(log.defect).toBeUndefined();
    expect(log.entries).toMatchObject([
      { line: 3, name: 'RMI_PDEV_COMMUNICATE', args: ['7fb000', '7fc000'] },
    ]);
  });

  it.each([
    ['SMC_RMI_PDEV_STOP   7fb000 >', 'RMI_PDEV_STOP has no status after ">"'],
    ['SMC_RMI_PDEV_STOP   7fb000', 'RMI_PDEV_STOP has no result'],
    ['SMC_RMI_PDEV_STOP   > RMI_SUCCESS', 'RMI_PDEV_STOP has 0 arguments, where 1 were expected'],
    ['SMC_RMI_PDEV_STOP   7fg000 > RMI_SUCCESS', 'argument of RMI_PDEV_STOP, 1 is "7fg000"'],
    [
      'SMC_RMI_PDEV_STOP   7fb000 > RMI_SUCCES',
      'answers "RMI_SUCCES", where the name of an RMI or RSI status',
    ],
    ['SMC_RMI_PDEV_STOP   7fb000 > RMI_SUCCESS zz', 'output of RMI_PDEV_STOP, 1 is "zz"'],
    ['SMC_RMI_PDEV_COMMUNIlib', 'begins RMI_PDEV_COMMUNI and is cut'],
  ])('is read up to a line that is broken: %s', (line, sentence) => {
    const log = read(`${STOP}\n${line}\n`);
    expect(log.entries).toHaveLength(1);
    expect(log.defect?.line).toBe(2);
    expect(log.defect?.sentence).toContain(sentence);
  });

  it.each([
    ['', 'no line of the file is a call'],
    ['nothing\nof interest\n', 'no line of the file is a call'],
    ['a\0b', 'holds a NUL byte'],
  ])('is none: %j', (text, sentence) => {
    expect(read(text).defect?.sentence).toContain(sentence);
  });

  it('is none if it is no text', () => {
    expect(readLog(new Uint8Array([0x7f, 0x45, 0xff, 0xfe])).defect?.sentence).toContain('is no text');
  });
});

describe('JSON Lines', () => {
  it('say the same', () => {
    const log = read(
      '{"call":"RMI_PDEV_STOP","args":["0x7FB000"],"status":"RMI_SUCCESS"}\n{"call":"RSI_VDEV_DMA_DISABLE","args":["0"]}\n',
    );
    expect(log.defect).toBeUndefined();
    expect(log.entries).toMatchObject([
      { name: 'RMI_PDEV_STOP', args: ['7fb000'], status: 'RMI_SUCCESS', depth: 0 },
      { name: 'RSI_VDEV_DMA_DISABLE', args: ['0'], status: undefined },
    ]);
  });

  it.each([
    ['{"call":"RMI_PDEV_STOP"', 'is no JSON'],
    ['{"call":"RMI_PDEV_STOP"}', 'at args:'],
    [
      '{"call":"RMI_PDEV_STOP","args":["x"],"status":"RMI_SUCCESS"}',
      'where a hexadecimal number was expected',
    ],
    ['{"call":"RMI_PDEV_STOP","args":["1"],"status":"FINE"}', 'where the name of an RMI or RSI status'],
    ['{"call":"RMI_PDEV_STOP","args":["1"],"status":"RMI_SUCCESS","more":1}', 'at its top:'],
  ])('are refused where they are not: %s', (line, sentence) => {
    expect(read(line).defect).toMatchObject({ line: 1, sentence: expect.stringContaining(sentence) });
  });
});

const FOLDER = '../shared/traces';
const logs = existsSync(FOLDER) ? readdirSync(FOLDER).map((f) => readFileSync(`${FOLDER}/${f}`)) : [];
describe.skipIf(logs.length === 0)(
  `a real log that is cut${logs.length === 0 ? ' (skipped: ../shared is not here)' : ''}`,
  () => {
    it('is read up to its last line, and only that one can be broken', () => {
      fc.assert(
        fc.property(fc.constantFrom(...logs), fc.double({ min: 0, max: 1, noNaN: true }), (whole, part) => {
          const cut = whole.subarray(0, Math.floor(whole.length * part));
          const { defect, entries } = readLog(cut);
          if (defect === undefined || entries.length === 0) return;
          const last = new TextDecoder().decode(cut).trimEnd().split('\n').length;
          // Or the name that noise fell into, with its rest cut away.
          expect([last, 373]).toContain(defect.line);
        }),
        { numRuns: 200, seed: 4 },
      );
    });
  },
);
