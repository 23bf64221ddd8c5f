/**
 * Odds for random walks, found by trying: a walk of some hundred steps has to get from nothing to a device that does
 * DMA, past a host that can end it at every turn. They bend what a walk prefers, never what is possible.
 */

import type { Step } from '../checker/contract.ts';
import { PAGES } from './state.ts';

const ODDS = {
  disruption: 0.002,
  idleDma: 0.002,
  early: 0.02,
  refresh: 0.1,
  operator: 0.1,
  returning: 0.05,
  guest: 0.2,
  second: 0.02,
};

/** Rules that take down what others build, or lead away from it. */
const takesDown: ReadonlySet<string> = new Set([
  'RMI_GRANULE_RANGE_UNDELEGATE',
  'RMI_PDEV_ABORT',
  'RMI_PDEV_STOP',
  'RMI_PDEV_STREAM_DISCONNECT',
  'RMI_VDEV_ABORT',
  'RMI_VDEV_DESTROY',
  'RMI_VDEV_UNLOCK',
  'RMI_RTT_DEV_UNMAP',
  'host disturbs the TDI',
  'driver binds',
  'write tsm/unlock',
]);

const oddChoices: ReadonlySet<string> = new Set([
  'ERROR',
  'REJECT',
  'ALTERED',
  'OTHER_DEVICE',
  'TAMPERED',
  'TRUNCATED',
  'STALE',
]);

/** A step that ends what its caller was doing, by its answer or by what came of it. */
function fails({ input, outcome }: Step): boolean {
  const wrongPage = input.page !== undefined && input.granule !== undefined && input.granule !== input.page;
  const odd = Object.values(input).some((value) => typeof value === 'string' && oddChoices.has(value));
  return wrongPage || odd || outcome.startsWith('-') || outcome.includes('ERROR') || outcome === 'REFUSED';
}

/** How readily a walk takes a step of a world with a guest kernel: above 0, at most 1. */
export function oneDeviceOdds(step: Step): number {
  if (takesDown.has(step.rule) || fails(step)) return ODDS.disruption;
  switch (step.rule) {
    case 'TDI memory request':
      return step.input.t === 1 && step.outcome === 'COMPLETED' ? 1 : ODDS.idleDma;
    case 'RMI_VDEV_START':
      return ODDS.early;
    case 'RMI_VDEV_GET_MEASUREMENTS':
    case 'RMI_VDEV_GET_INTERFACE_REPORT':
      return ODDS.refresh;
    case 'write tsm/accept':
      return 1;
  }
  if (step.actor === 'operator') return ODDS.operator;
  if (step.actor !== 'guest') return 1;
  return step.rule.includes('returns') ? ODDS.returning : ODDS.guest;
}

/** What a realm with one device has nothing of: its PDEVs' own lives, granules, links and the module that comes and goes. */
const ASIDE = /^RMI_(PDEV_(?!COMMUNICATE)|GRANULE)|^host (takes|resets)|is removed$/;

/** The same for `at-large`, where most of what can be done is not about the first device. */
export function atLargeOdds(step: Step): number {
  const { rule, input } = step;
  if (ASIDE.test(rule) || input.more === true) return ODDS.disruption;
  const isSecond = input.vdev === 'v1' || input.page === PAGES || rule.endsWith(' ep2');
  return isSecond ? ODDS.second * oneDeviceOdds(step) : oneDeviceOdds(step);
}
