import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Whether both ends have done their part, RMI_PDEV_STREAM_COMPLETE is there to tell: no state that a host can read does. */
const ASKS = / RMI_PDEV_STREAM_COMPLETE$/;

export const driverCallsAreAccepted: ModelProperty = {
  id: 'driver-calls-are-accepted',
  kind: 'step',
  claim:
    'The host driver makes no call that the RMM has to refuse, except to ask whether a stream operation came to its end.',
  cites: [cite.inferred('S11 of the host candidates'), cite.rmm('B4.5.28 to B4.5.35')],
  worlds: inWorlds.hostDriver,
  when: (_before, { actor, rule }) => actor === 'host' && !ASKS.test(rule),
  holds: (_before, { outcome }) => !outcome.includes('RMI_ERROR'),
};
