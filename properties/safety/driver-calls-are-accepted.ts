import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/**
 * What the driver does of its own accord. What a realm asks for it passes on, for the RMM to judge; and whether both ends of a
 * stream operation have done their part, RMI_PDEV_STREAM_COMPLETE is there to tell, as no state that a host can read does.
 */
const OF_ITS_OWN = /^(connect|teardown|bind|unbind|communicate)\/(?!stream-complete)/;

export const driverCallsAreAccepted: ModelProperty = {
  id: 'driver-calls-are-accepted',
  kind: 'step',
  claim:
    'The host driver makes no call that the RMM has to refuse, except to ask whether a stream operation came to its end.',
  cites: [cite.inferred('S11 of the host candidates'), cite.rmm('B4.5.28 to B4.5.35')],
  worlds: inWorlds.hostDriver,
  when: (_before, { rule }) => OF_ITS_OWN.test(rule),
  holds: (_before, { outcome }) => !outcome.includes('RMI_ERROR'),
};
