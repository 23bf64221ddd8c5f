/** One status line on a terminal, nothing in a pipe; and Ctrl-C as a question that the search asks now and then. */

import { clearLine, cursorTo } from 'node:readline';

export interface Status {
  show(line: string): void;
  clear(): void;
}

/** Writes to standard error, and only if that is a terminal. */
export function statusLine(quiet: boolean): Status {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return { show: () => {}, clear: () => {} };
  const clear = (): void => {
    clearLine(stderr, 0);
    cursorTo(stderr, 0);
  };
  return {
    clear,
    show(line) {
      clear();
      stderr.write(line.slice(0, Math.max(20, (stderr.columns || 100) - 1)));
    },
  };
}

/** True once the user has pressed Ctrl-C. The second Ctrl-C ends the process at once. */
export function watchInterrupt(): { readonly interrupted: () => boolean; readonly stop: () => void } {
  let pressed = false;
  const note = (): void => {
    if (pressed) process.exit(130);
    pressed = true;
  };
  process.on('SIGINT', note);
  return { interrupted: () => pressed, stop: () => process.off('SIGINT', note) };
}

/** Lets pending signals and timers run. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
