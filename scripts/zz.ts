import { readFileSync } from 'node:fs';
import { parseCases, runCase } from './conform/cases.ts';

const cs = parseCases(JSON.parse(readFileSync('../shared/cases/rmm-cases.json', 'utf8')), 'x');
const n: Record<string, Record<string, number>> = {};
for (const c of cs) {
  let o: any;
  try {
    o = runCase(c, undefined);
  } catch (e) {
    o = {
      is: 'THROW',
      expected: String((e as Error).stack)
        .split('\n')
        .slice(0, 3)
        .join(' '),
    };
  }
  (n[c.kind] ??= {})[o.is] = (n[c.kind]![o.is] ?? 0) + 1;
  if (o.is !== 'agree' && process.argv[2] !== 'q' && !(o.why ?? '').startsWith('RHI'))
    console.log(o.is, c.name, '\n    exp', o.expected ?? o.why, '\n    got', o.got);
}
console.log(n);
