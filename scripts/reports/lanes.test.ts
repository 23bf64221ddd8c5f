/** Whom a step turns to, of every rule that there is; and the mermaid text that is made of it. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../../checker/trace.ts';
import { bugs } from '../../counterexamples/registry.ts';
import { machineOf, propertiesIn, setUp } from '../setup.ts';
import { arrowOf, lanesOf } from './lanes.ts';
import { mermaidOf } from './mermaid.ts';
import { placeOfProperty, placeOfRule } from './sources.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const setup = setUp({ rulebook: 'hardened' });
const rules = setup.worlds.flatMap((world) => machineOf(setup, world).rules);
const arrowText = (actor: string, action: string): string => {
  const { from, to, answers } = arrowOf({ actor, action });
  return `${from} ${answers ? '-->' : '->'} ${to}`;
};

describe('the arrow of a step', () => {
  it.each([
    ['host', 'RMI_VDEV_LOCK', 'host -> RMM'],
    ['realm', 'RSI_VDEV_DMA_ENABLE', 'realm -> RMM'],
    ['guest', 'accept/dma-enable: RSI_VDEV_DMA_ENABLE', 'guest -> RMM'],
    ['guest', 'accept/validate-mapping-exit: RSI_VDEV_VALIDATE_MAPPING returns', 'RMM --> guest'],
    ['guest', 'lock/get-report: RHI_DA_VDEV_GET_INTERFACE_REPORT', 'guest -> host'],
    ['host', 'connect/communicate: RMI_PDEV_COMMUNICATE and DOE', 'host -> RMM'],
    ['host', 'connect/ide-alloc: pci_ide_stream_alloc', 'host -> host'],
    ['operator', 'write tsm/lock', 'operator -> guest'],
    ['operator', 'write tsm/connect', 'operator -> host'],
    ['device', 'device answers', 'device --> host'],
    ['device', 'TDI memory request', 'device -> device'],
    ['host', 'host resets the device', 'host -> device'],
  ])('of %s, %s, is %s', (actor, action, expected) => {
    expect(arrowText(actor, action)).toBe(expected);
  });

  it('goes to the RMM for every RMI and RSI call of every world, and to the host for every RHI call', () => {
    const calls = rules.filter(({ name }) => /(^|: )R[MSH]I_/.test(name));
    expect(calls.length).toBeGreaterThan(60);
    for (const { actor, name } of calls) {
      const { from, to } = arrowOf({ actor, action: name });
      expect([from, to].sort(), name).toEqual([actor, name.includes('RHI_') ? 'host' : 'RMM'].sort());
    }
  });
});

describe('where it is written', () => {
  it('is found for every rule of every world, at a line that names it', () => {
    for (const { name } of rules) {
      const place = placeOfRule(name);
      const line = readFileSync(join(ROOT, place!.file), 'utf8').split('\n')[place!.line - 1];
      const written = name.replace(/ ep2$/, '');
      const step = written.split(': ')[0]!;
      // In quotes, or put together there: then all that is between the holes is in the name, in order.
      const templates = [...line!.matchAll(/`([^`]*\$\{[^`]*)`/g)].map(([, text]) =>
        text!.split(/\$\{[^}]*\}/),
      );
      const fits = (parts: readonly string[]): boolean => {
        const whole = new RegExp(`^${parts.map(escaped).join('.*')}$`);
        return whole.test(step) || whole.test(written);
      };
      expect(
        line!.includes(`'${written}'`) || line!.includes(`'${step}'`) || templates.some(fits),
        `${name} at ${line}`,
      ).toBe(true);
    }
  });

  it.each([
    ['RMI_VDEV_LOCK', 'model/rmm/rmi/vdev-lock.ts'],
    ['RSI_VDEV_GET_INFO', 'model/rmm/rsi/vdev-get-info.ts'],
    ['RMI_RTT_DEV_UNMAP', 'model/rmm/rmi/rtt-dev-unmap.ts'],
    ['accept/dma-enable: RSI_VDEV_DMA_ENABLE', 'model/guest/accept.ts'],
    ['teardown/release: free buffers, pci_ide_stream_release, clear the id', 'model/host/disconnect.ts'],
  ])('is the file of %s', (name, file) => {
    expect(placeOfRule(name)!.file).toBe(file);
  });

  it('is found for every property of every world, in its own file', () => {
    const ids = new Set(setup.worlds.flatMap((world) => propertiesIn(setup, world).map(({ id }) => id)));
    for (const id of ids) expect(placeOfProperty(id)?.file, id).toMatch(/^properties\//);
    expect(placeOfProperty('never-stuck')?.file).toBe('checker/evaluate.ts');
  });
});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('a mermaid sequence diagram', () => {
  const stepsOf = (slug: string): TraceStep[] =>
    (
      JSON.parse(readFileSync(join(ROOT, 'counterexamples', slug, 'trace.json'), 'utf8')) as {
        steps: TraceStep[];
      }
    ).steps;

  /** What the grammar of mermaid has for the lines that we write. */
  const LINE =
    /^ *(sequenceDiagram|title [^;#{}<>]+|participant P\d+ as [^;]+|P\d+--?>>P\d+: [^;\n]+|Note over P\d+(,P\d+)?: .+|loop for ever|end)$/;

  it.each(bugs)('of $slug has all its steps in lines that mermaid knows', ({ slug, title, steps }) => {
    const text = mermaidOf(stepsOf(slug), { title });
    const lines = text.trimEnd().split('\n');
    // An escaped character ends with a semicolon, which otherwise ends a statement.
    for (const line of lines) expect(line.replaceAll(/#\d+;/g, '')).toMatch(LINE);
    const numbers = [...text.matchAll(/>>P\d+: (\d+)\. /g)].map(([, n]) => Number(n));
    expect(numbers).toEqual(Array.from({ length: steps }, (_, k) => k + 1));
  });

  it('calls and answers, notes what changed, and escapes what ends a statement', () => {
    const step = { actor: 'host', action: 'RMI_X; end', input: { a: '#1' }, status: 'OK', cites: [] };
    expect(mermaidOf([{ ...step, changed: { f: [0, 1] } }], { title: 'a; b' })).toBe(
      [
        'sequenceDiagram',
        '  title a#59; b',
        '  participant P0 as RMM',
        '  participant P1 as host',
        '  P1->>P0: 1. RMI_X#59; end (a=#35;1)',
        '  P0-->>P1: OK',
        '  Note over P1,P0: f 0 → 1',
        '',
      ].join('\n'),
    );
  });

  it('shows what goes on for ever as a loop, or as a note that nothing does', () => {
    const step = { actor: 'host', action: 'waits', input: {}, status: 'done', cites: [], changed: {} };
    expect(mermaidOf([step, step], { title: 't', loop: 1 })).toContain(
      '  P0->>P0: 1. waits → done\n  loop for ever\n    P0->>P0: 2. waits → done\n  end\n',
    );
    expect(mermaidOf([step], { title: 't', loop: 1 })).toMatch(/Note over P0: for ever: nothing\n$/);
  });

  it('has its lanes in the order in which calls go down', () => {
    expect(lanesOf(stepsOf('root-port-left-behind'))).toEqual(['operator', 'RMM', 'host']);
  });
});
