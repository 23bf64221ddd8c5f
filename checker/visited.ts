/**
 * The set of states seen so far, and at the same time the breadth-first queue: states are kept as rows in the order
 * of discovery, and an open-addressing table of row numbers finds them again. Storage is exact; nothing is hashed
 * away. It leaves out removal and disk.
 */

/** Rows per chunk. Chunks let the store grow without copying and pass the 2^32-byte limit of one typed array. */
const CHUNK_BITS = 16;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;

/** A list of 32-bit numbers that grows by chunks. */
export class IntList {
  readonly #chunks: Int32Array[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length++;
    if ((at & CHUNK_MASK) === 0) this.#chunks.push(new Int32Array(CHUNK_ROWS));
    this.#chunks[at >>> CHUNK_BITS]![at & CHUNK_MASK] = value;
  }

  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]![index & CHUNK_MASK]!;
  }
}

interface Table {
  /** Pairs of a row number plus one and its hash. The hash tells most other rows apart without a look at them. */
  slots: Int32Array;
  /** Masks an index into `slots`: twice the number of pairs, minus two. */
  mask: number;
  /** Row count at which the table doubles. */
  limit: number;
  rows: Int32Array[];
  length: number;
}

/** Murmur3's mixing, unrolled over the words of a row. */
function hashSource(words: number): string {
  const mix = Array.from({ length: words }, (_, k) => {
    const rotate = 'k = (k << 15) | (k >>> 17); k = Math.imul(k, 0x1b873593);';
    return `k = Math.imul(w[${k}], 0xcc9e2d51); ${rotate} h ^= k; h = (h << 13) | (h >>> 19); h = (Math.imul(h, 5) + 0xe6546b64) | 0;`;
  });
  const finish =
    'h ^= h >>> 16; h = Math.imul(h, 0x85ebca6b); h ^= h >>> 13; h = Math.imul(h, 0xc2b2ae35); h ^= h >>> 16;';
  return `let h = ${words}, k = 0; ${mix.join(' ')} ${finish}`;
}

/** Finds `w` or appends it. Returns its row when it is new, and the complement of its row when it was known. */
function compileInsert(words: number, table: Table, grow: () => void): (w: Int32Array) => number {
  const each = (text: (k: number) => string, glue: string): string =>
    Array.from({ length: words }, (_, k) => text(k)).join(glue);
  const body = `return (w) => {
    ${hashSource(words)}
    const slots = t.slots, mask = t.mask;
    let i = (h << 1) & mask;
    for (let r = slots[i]; r !== 0; r = slots[i = (i + 2) & mask]) {
      if (slots[i + 1] !== h) continue;
      const c = t.rows[(r - 1) >>> ${CHUNK_BITS}], o = ((r - 1) & ${CHUNK_MASK}) * ${words};
      if (${each((k) => `c[o + ${k}] === w[${k}]`, ' && ')}) return -r;
    }
    const row = t.length++;
    if ((row & ${CHUNK_MASK}) === 0) t.rows.push(new Int32Array(${CHUNK_ROWS * words}));
    const c = t.rows[row >>> ${CHUNK_BITS}], o = (row & ${CHUNK_MASK}) * ${words};
    ${each((k) => `c[o + ${k}] = w[${k}];`, ' ')}
    slots[i] = row + 1;
    slots[i + 1] = h;
    if (t.length > t.limit) grow();
    return row;
  };`;
  return new Function('t', 'grow', body)(table, grow) as (w: Int32Array) => number;
}

export class VisitedSet {
  readonly #words: number;
  readonly #table: Table;
  /** Finds a state or appends it: its row number when new, -(row + 1) when it was known. */
  readonly insert: (state: Int32Array) => number;

  constructor(words: number) {
    this.#words = words;
    this.#table = { slots: new Int32Array(0), mask: 0, limit: 0, rows: [], length: 0 };
    this.#resize(1 << 13);
    this.insert = compileInsert(words, this.#table, () => this.#resize(this.#table.slots.length * 2));
  }

  get size(): number {
    return this.#table.length;
  }

  /** Bytes held: rows and table. */
  get bytes(): number {
    return this.#table.rows.length * CHUNK_ROWS * this.#words * 4 + this.#table.slots.length * 4;
  }

  /** Copies row `row` into `into`. */
  load(row: number, into: Int32Array): void {
    const chunk = this.#table.rows[row >>> CHUNK_BITS]!;
    const offset = (row & CHUNK_MASK) * this.#words;
    for (let k = 0; k < this.#words; k++) into[k] = chunk[offset + k]!;
  }

  #resize(length: number): void {
    const table = this.#table;
    const { slots } = table;
    const next = new Int32Array(length);
    const mask = length - 2;
    for (let k = 0; k < slots.length; k += 2) {
      if (slots[k] === 0) continue;
      let i = (slots[k + 1]! << 1) & mask;
      while (next[i] !== 0) i = (i + 2) & mask;
      next[i] = slots[k]!;
      next[i + 1] = slots[k + 1]!;
    }
    table.slots = next;
    table.mask = mask;
    table.limit = length * 0.3;
  }
}
