/**
 * A state is a short run of 32-bit words. A layout says which bits mean what, and gives typed views that read and
 * write those bits under the specification's own names (`s.vdev.state = 'LOCKED'`). Views are generated as
 * straight-line accessors, so that a rule written against them costs a shift and a mask; nothing is ever decoded
 * into objects while searching. What it leaves out: values wider than 30 bits, and strings that are not in a set.
 */

import type {
  ArrayOf,
  Field,
  FieldValue,
  FreshField,
  OneOf,
  RecordSpec,
  Scalar,
  SmallInt,
  Spec,
  StateView,
} from './fields.ts';
import {
  type Access,
  compileCanonicalize,
  compileViews,
  makeIndirectView,
  type Placed,
  type PlacedMember,
  type PlacedRecord,
} from './views.ts';

export interface Layout<S> {
  /** Words per state. */
  readonly words: number;
  readonly fields: readonly Field[];
  /**
   * A view of the words in `buffer`. Views of one buffer are interchangeable; a rule must be given its own. What
   * `$draw` gives is new to `since` as well: the state before the step, whose values the step may have overwritten.
   */
  view(buffer: Int32Array, since?: Int32Array): S;
  /** A view that reads and writes through functions, by the index of a field in `fields`. */
  viewThrough(access: Access): S;
  read(buffer: Int32Array, field: Field): FieldValue;
  /** Renames fresh values by order of appearance, in place. Two states that differ only in names become one. */
  canonicalize: ((buffer: Int32Array) => void) | undefined;
  /** What changed, by path, in layout order. */
  diff(before: Int32Array, after: Int32Array): Record<string, [FieldValue, FieldValue]>;
  toObject(buffer: Int32Array): Record<string, FieldValue>;
  /** Inverse of `toObject`. Throws a RangeError that names the field when a value does not fit. */
  fromObject(values: Readonly<Record<string, FieldValue>>): Int32Array;
  /** A text that changes whenever the meaning of a stored word would. */
  readonly signature: string;
}

const isArray = (spec: Spec): spec is ArrayOf<RecordSpec> => spec.kind === 'array';
const isScalar = (spec: Spec): spec is Scalar => typeof spec.kind === 'string' && spec.kind !== 'array';

const bitsFor = (max: number): number => (max === 0 ? 0 : 32 - Math.clz32(max));

/** How many fields each sort has. */
function countFresh(spec: Spec, counts = new Map<string, number>()): Map<string, number> {
  if (isArray(spec)) {
    for (let k = 0; k < spec.length; k++) countFresh(spec.of, counts);
  } else if (isScalar(spec)) {
    if (spec.kind === 'fresh') counts.set(spec.sort, (counts.get(spec.sort) ?? 0) + 1);
  } else {
    for (const inner of Object.values(spec)) countFresh(inner, counts);
  }
  return counts;
}

function widthOf(path: string, scalar: Scalar, freshFields: ReadonlyMap<string, number>): number {
  const most = {
    'one-of': () => (scalar as OneOf<string>).names.length - 1,
    flag: () => 1,
    int: () => (scalar as SmallInt).max,
    // Every field may hold one name before the step and another now, and there must be one to draw.
    fresh: () => 2 * (freshFields.get((scalar as FreshField).sort) ?? 0) + 1,
  }[scalar.kind]();
  if (scalar.kind === 'fresh' && most > 31)
    throw new RangeError(`more than 15 fields of the sort ${scalar.sort}`);
  const bits = bitsFor(most);
  if (bits > 30) throw new RangeError(`layout field ${path} needs ${bits} bits; 30 is the most`);
  return bits;
}

/** Hands out bits in declaration order; no scalar and no small array element crosses a word boundary. */
class Cursor {
  word = 0;
  shift = 0;

  take(bits: number): Placed {
    if (this.shift + bits > 32) this.nextWord();
    const at = { word: this.word, shift: this.shift, bits };
    this.shift += bits;
    return at;
  }

  nextWord(): void {
    if (this.shift === 0) return;
    this.word += 1;
    this.shift = 0;
  }
}

function place(
  spec: RecordSpec,
  cursor: Cursor,
  path: string,
  freshFields: ReadonlyMap<string, number>,
): PlacedRecord {
  const members = Object.entries(spec).map(([name, inner]): PlacedMember => {
    const here = path === '' ? name : `${path}.${name}`;
    if (isArray(inner)) return placeArray(name, inner, cursor, here, freshFields);
    if (!isScalar(inner)) return { kind: 'record', name, record: place(inner, cursor, here, freshFields) };
    return {
      kind: 'scalar',
      name,
      path: here,
      scalar: inner,
      at: cursor.take(widthOf(here, inner, freshFields)),
    };
  });
  return { members };
}

/** Elements lie at equal distances, so that one class serves them all: packed into words if small, else in whole words. */
function placeArray(
  name: string,
  spec: ArrayOf<RecordSpec>,
  cursor: Cursor,
  path: string,
  freshFields: ReadonlyMap<string, number>,
): PlacedMember {
  const size = new Cursor();
  const element = place(spec.of, size, `${path}[]`, freshFields);
  const starts: { word: number; shift: number }[] = [];
  if (size.word === 0) {
    if (cursor.shift + size.shift * spec.length > 32) cursor.nextWord();
    for (let k = 0; k < spec.length; k++) starts.push(cursor.take(size.shift));
  } else {
    cursor.nextWord();
    size.nextWord();
    for (let k = 0; k < spec.length; k++) {
      starts.push({ word: cursor.word, shift: 0 });
      cursor.word += size.word;
    }
  }
  return { kind: 'array', name, spec, element, starts };
}

/** Every scalar with its absolute place, in layout order. */
function flatten(record: PlacedRecord, word = 0, shift = 0, path = ''): Field[] {
  return record.members.flatMap((member) =>
    flattenMember(member, word, shift, path === '' ? member.name : `${path}.${member.name}`),
  );
}

function flattenMember(member: PlacedMember, word: number, shift: number, path: string): Field[] {
  switch (member.kind) {
    case 'scalar': {
      const { at, scalar } = member;
      return [{ path, word: word + at.word, shift: shift + at.shift, bits: at.bits, scalar }];
    }
    case 'record':
      return flatten(member.record, word, shift, path);
    case 'array':
      return member.starts.flatMap((at, k) =>
        flatten(member.element, word + at.word, shift + at.shift, `${path}[${k}]`),
      );
  }
}

const maskOf = (field: Field): number => 2 ** field.bits - 1;
const rawOf = (buffer: Int32Array, f: Field): number => (buffer[f.word]! >>> f.shift) & maskOf(f);

function decode(field: Field, raw: number): FieldValue {
  switch (field.scalar.kind) {
    case 'one-of':
      return field.scalar.names[raw] ?? `?${raw}`;
    case 'flag':
      return raw === 1;
    case 'int':
    case 'fresh':
      return raw;
  }
}

function encode(field: Field, value: FieldValue): number {
  const { scalar, path } = field;
  if (scalar.kind === 'one-of') {
    const raw = typeof value === 'string' ? scalar.names.indexOf(value) : -1;
    if (raw >= 0) return raw;
    throw new RangeError(`${path} is one of ${scalar.names.join(', ')}, not ${String(value)}`);
  }
  if (scalar.kind === 'flag') {
    if (typeof value === 'boolean') return value ? 1 : 0;
    throw new RangeError(`${path} is true or false, not ${String(value)}`);
  }
  const most = scalar.kind === 'int' ? scalar.max : maskOf(field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`${path} is a whole number from 0 to ${most}, not ${String(value)}`);
}

/** Declares the state of a machine. Throws a RangeError that names a field too wide to be packed. */
export function defineLayout<const R extends RecordSpec>(spec: R): Layout<StateView<R>> {
  const freshCounts = countFresh(spec);
  const cursor = new Cursor();
  const record = place(spec, cursor, '', freshCounts);
  const fields = flatten(record);
  const byPath = new Map(fields.map((field) => [field.path, field]));
  const sorts = new Map(
    [...freshCounts.keys()].map((sort) => [
      sort,
      fields.filter((f) => f.scalar.kind === 'fresh' && f.scalar.sort === sort),
    ]),
  );

  const view = compileViews(record, sorts);
  const words = Math.max(1, cursor.word + (cursor.shift > 0 ? 1 : 0));

  return {
    words,
    fields,
    view: (buffer, since = buffer) => view(buffer, since) as StateView<R>,
    viewThrough: (access) => makeIndirectView(record, access) as StateView<R>,
    canonicalize: sorts.size === 0 ? undefined : compileCanonicalize([...sorts.values()]),
    read: (buffer, field) => decode(field, rawOf(buffer, field)),
    diff(before, after) {
      const changed: Record<string, [FieldValue, FieldValue]> = {};
      for (const f of fields) {
        const [a, b] = [rawOf(before, f), rawOf(after, f)];
        if (a !== b) changed[f.path] = [decode(f, a), decode(f, b)];
      }
      return changed;
    },
    toObject: (buffer) => Object.fromEntries(fields.map((f) => [f.path, decode(f, rawOf(buffer, f))])),
    fromObject(values) {
      const buffer = new Int32Array(words);
      for (const [path, value] of Object.entries(values)) {
        const f = byPath.get(path);
        if (f === undefined) throw new RangeError(`the state has no field ${path}`);
        buffer[f.word]! |= encode(f, value) << f.shift;
      }
      return buffer;
    },
    signature: fields
      .map((f) => `${f.path} ${f.word}.${f.shift}+${f.bits} ${JSON.stringify(f.scalar)}`)
      .join('\n'),
  };
}
