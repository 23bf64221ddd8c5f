/** Columns of text, as wide as their widest cell; the last is left alone. */

export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const width = (k: number): number =>
    Math.max(0, ...rows.map((row) => (k < row.length - 1 ? row[k]!.length : 0)));
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, k) => width(k));
  return rows.map((row) =>
    row
      .map((cell, k) => (k < row.length - 1 ? cell.padEnd(widths[k]! + gap) : cell))
      .join('')
      .trimEnd(),
  );
}

/** Breaks text at spaces into lines of at most `width`, and puts `indent` before all but the first. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${indent}`);
}
