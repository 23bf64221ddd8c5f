import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAtMost } from './files.ts';

describe('a file that may be of any size', () => {
  it('is read whole up to a limit, and refused past it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-files-'));
    const file = join(folder, 'bytes');
    // More than is read at once.
    const bytes = Uint8Array.from({ length: (1 << 20) + 3 }, (_, k) => k % 251);
    writeFileSync(file, bytes);
    expect(Buffer.compare(readAtMost(file, bytes.length), bytes)).toBe(0);
    expect(() => readAtMost(file, bytes.length - 1)).toThrow(
      `expected at most ${bytes.length - 1} bytes, found more`,
    );
    rmSync(folder, { recursive: true });
  });
});
