import { postedHost } from '../posted-host.ts';

export const busyIsFatal = postedHost({
  slug: 'busy-is-fatal',
  title: 'A busy RMM fails a connect',
  breaks: 'busy-is-called-again',
  steps: 5,
});
