/**
 * What a search finds and the steps that lead there. Of several the one to be shown is chosen by the states themselves, so
 * that it does not matter who came first.
 */

import { compareStates } from '../compare.ts';

/** Where a claim failed: in a state, or in the step that `action` takes from it. */
export interface Finding {
  readonly property: number;
  /** How many steps lead to the state. */
  readonly level: number;
  readonly state: Int32Array;
  readonly action: number | undefined;
}

/** One step on the way to a state. */
export interface Predecessor {
  readonly state: Int32Array;
  readonly action: number;
}

/** Of two findings of one property the one to be shown: nearest, then least. */
export function isBefore(a: Finding, b: Finding): boolean {
  if (a.level !== b.level) return a.level < b.level;
  const order = compareStates(a.state, b.state);
  return order !== 0 ? order < 0 : (a.action ?? 0) < (b.action ?? 0);
}

/** Of two steps to one state, whether the first belongs to the path shown. */
export function isEarlier(a: Predecessor, b: Predecessor): boolean {
  const order = compareStates(a.state, b.state);
  return order !== 0 ? order < 0 : a.action < b.action;
}

/** Of two steps to one state the one that belongs to the path shown. */
export function earlierOf(a: Predecessor | undefined, b: Predecessor | undefined): Predecessor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isEarlier(b, a) ? b : a;
}
