/**
 * Generates the accessors behind a layout's views. Every view is straight-line code over one buffer: a getter is a
 * load, a shift and a mask with constant operands, so V8 inlines it into the rule that uses it. Elements of one
 * array share a class and differ in a word and bit offset only, which keeps call sites monomorphic.
 */

import type { ArrayOf, Field, RecordSpec, Scalar } from './fields.ts';

export interface Placed {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/** A record whose scalars have been given their bits, relative to the record's own start. */
export interface PlacedRecord {
  readonly members: readonly PlacedMember[];
}
export type PlacedMember =
  | {
      readonly kind: 'scalar';
      readonly name: string;
      readonly path: string;
      readonly scalar: Scalar;
      readonly at: Placed;
    }
  | { readonly kind: 'record'; readonly name: string; readonly record: PlacedRecord }
  | {
      readonly kind: 'array';
      readonly name: string;
      readonly spec: ArrayOf<RecordSpec>;
      readonly element: PlacedRecord;
      /** Start of each element, relative to the enclosing record. */
      readonly starts: readonly { readonly word: number; readonly shift: number }[];
    };

/** Reports an assignment that no field can hold: a mistake in a rule, never an input of the user's. */
function bad(path: string, value: unknown): never {
  throw new RangeError(
    `a rule assigned ${JSON.stringify(value)} to ${path}, which cannot hold it; look for a misspelt name or a missing bound`,
  );
}

interface Source {
  readonly consts: string[];
  readonly classes: string[];
}

function scalarSource(
  source: Source,
  member: Extract<PlacedMember, { kind: 'scalar' }>,
  moving: boolean,
): string {
  const { name, path, scalar, at } = member;
  const key = JSON.stringify(name);
  const where = JSON.stringify(path);
  const mask = 2 ** at.bits - 1;
  const cell = moving ? `w[this.$w + ${at.word}]` : `w[${at.word}]`;
  const shift = moving ? `(this.$s + ${at.shift})` : `${at.shift}`;
  const clear = moving ? `~(${mask} << ${shift})` : `${~(mask << at.shift)}`;
  const raw = `(${cell} >>> ${shift}) & ${mask}`;
  const store = (code: string): string => `${cell} = (${cell} & ${clear}) | ((${code}) << ${shift})`;
  switch (scalar.kind) {
    case 'one-of': {
      const table = `n${source.consts.length}`;
      source.consts.push(`const ${table} = ${JSON.stringify(scalar.names)};`);
      const code = scalar.names.map((n, k) => `v === ${JSON.stringify(n)} ? ${k} : `).join('');
      return `get ${key}() { return ${table}[${raw}]; } set ${key}(v) { ${store(`${code}bad(${where}, v)`)}; }`;
    }
    case 'flag':
      return `get ${key}() { return (${raw}) !== 0; } set ${key}(v) { ${store(`v === true ? 1 : v === false ? 0 : bad(${where}, v)`)}; }`;
    case 'int':
    case 'fresh': {
      const most = scalar.kind === 'int' ? scalar.max : mask;
      return `get ${key}() { return ${raw}; } set ${key}(v) { if (v >>> 0 !== v || v > ${most}) bad(${where}, v); ${store('v')}; }`;
    }
  }
}

/** Emits the class of a record and returns its name. `moving` records find their start in `$w` and `$s`. */
function recordSource(source: Source, record: PlacedRecord, moving: boolean): string {
  const fields: string[] = [];
  const accessors: string[] = [];
  for (const member of record.members) {
    const key = JSON.stringify(member.name);
    if (member.kind === 'scalar') accessors.push(scalarSource(source, member, moving));
    else if (member.kind === 'record') {
      fields.push(`this[${key}] = new ${recordSource(source, member.record, moving)}($w, $s);`);
    } else {
      const element = recordSource(source, member.element, true);
      const items = member.starts.map((at) => `new ${element}($w + ${at.word}, $s + ${at.shift})`);
      fields.push(`this[${key}] = [${items.join(', ')}];`);
    }
  }
  const name = `R${source.classes.length}`;
  const own = moving ? 'this.$w = $w; this.$s = $s;' : '';
  source.classes.push(
    `class ${name} { constructor($w, $s) { ${own} ${fields.join(' ')} } ${accessors.join(' ')} }`,
  );
  return name;
}

/** How a view reaches the words of its state when it is not generated over a buffer. Fields are known by their index. */
export interface Access {
  readonly read: (field: number) => number;
  readonly write: (field: number, raw: number) => void;
  readonly draw: (sort: string) => number;
}

function codeOf(path: string, scalar: Scalar, most: number, value: unknown): number {
  switch (scalar.kind) {
    case 'one-of': {
      const code = scalar.names.indexOf(value as string);
      return code < 0 ? bad(path, value) : code;
    }
    case 'flag':
      return value === true ? 1 : value === false ? 0 : bad(path, value);
    case 'int':
    case 'fresh': {
      const n = value as number;
      return n >>> 0 !== n || n > most ? bad(path, value) : n;
    }
  }
}

/** A view with the shape of the generated ones that goes through functions: slow, but it can be listened to. */
export function makeIndirectView(record: PlacedRecord, access: Access): unknown {
  let next = 0;
  const make = (placed: PlacedRecord): object => {
    const view: Record<string, unknown> = {};
    for (const member of placed.members) {
      if (member.kind === 'record') view[member.name] = make(member.record);
      else if (member.kind === 'array') view[member.name] = member.starts.map(() => make(member.element));
      else {
        const { name, path, scalar, at } = member;
        const field = next++;
        const most = scalar.kind === 'int' ? scalar.max : 2 ** at.bits - 1;
        const decoded: (raw: number) => unknown =
          scalar.kind === 'one-of'
            ? (raw) => scalar.names[raw]
            : scalar.kind === 'flag'
              ? (raw) => raw !== 0
              : (raw) => raw;
        // Not enumerable, as the generated accessors are not: rules list the records of a record.
        Object.defineProperty(view, name, {
          get: () => decoded(access.read(field)),
          set: (value: unknown) => access.write(field, codeOf(path, scalar, most, value)),
        });
      }
    }
    return view;
  };
  return Object.defineProperty(make(record), '$draw', { value: access.draw });
}

/** The root's `$draw`: marks the names in use now and before the step, and takes the lowest that is free. */
function drawSource(sorts: ReadonlyMap<string, readonly Field[]>): string {
  const arms = [...sorts].map(([sort, fields]) => {
    const mask = 2 ** fields[0]!.bits - 1;
    const used = ['w', 'since'].flatMap((buffer) =>
      fields.map((f) => `used |= 1 << ((${buffer}[${f.word}] >>> ${f.shift}) & ${mask});`),
    );
    return `case ${JSON.stringify(sort)}: ${used.join(' ')} break;`;
  });
  return `(sort) => { let used = 1; switch (sort) { ${arms.join('\n')} default: bad('$draw', sort); }
    return 31 - Math.clz32(~used & -~used); }`;
}

/** Compiles a placed record into a function that makes its view of a buffer. */
export function compileViews(
  record: PlacedRecord,
  sorts: ReadonlyMap<string, readonly Field[]>,
): (buffer: Int32Array, since: Int32Array) => unknown {
  const source: Source = { consts: [], classes: [] };
  const root = recordSource(source, record, false);
  const body = `${source.consts.join('\n')}\n${source.classes.join('\n')}
    const view = new ${root}(0, 0); view.$draw = ${drawSource(sorts)}; return view;`;
  return (buffer, since) => new Function('w', 'since', 'bad', body)(buffer, since, bad);
}

/**
 * Compiles the renaming of fresh values: within each sort, values become 1, 2, … in the order in which the layout's
 * fields first show them. Sound because a fresh value is never ordered, printed or counted, only compared.
 */
export function compileCanonicalize(sorts: readonly (readonly Field[])[]): (buffer: Int32Array) => void {
  const lines = sorts.flatMap((fields) => {
    const mask = 2 ** fields[0]!.bits - 1;
    const rename = fields.map((f) => {
      const cell = `w[${f.word}]`;
      return `v = (${cell} >>> ${f.shift}) & ${mask};
        if (v !== 0) { if (names[v] === 0) names[v] = ++next; if (names[v] !== v) ${cell} = (${cell} & ${~(mask << f.shift)}) | (names[v] << ${f.shift}); }`;
    });
    return [`names.fill(0); next = 0;`, ...rename];
  });
  const most = Math.max(...sorts.map((fields) => 2 ** fields[0]!.bits));
  const body = `const names = new Int32Array(${most}); return (w) => { let v = 0, next = 0; ${lines.join('\n')} };`;
  return new Function(body)() as (buffer: Int32Array) => void;
}
