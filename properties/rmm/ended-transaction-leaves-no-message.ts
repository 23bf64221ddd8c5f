import { cite } from '../../model/cite.ts';
import { ENDPOINTS, type EndpointName, type Seen, VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

type Communicating = { readonly comm: string; readonly state: string } | undefined;

/** The object is still there: RMI_PDEV_DESTROY asks for a stopped PDEV, and not whether it is stopped once more. */
const ends = (was: Communicating, is: Communicating): boolean =>
  was?.comm === 'ACTIVE' && is!.state !== 'NONE' && (is!.comm === 'IDLE' || is!.comm === 'ERROR');

/** A transaction of the device's PDEV, or of one of its VDEVs, ends. */
const endsOf = (endpoint: EndpointName, before: Seen, after: Seen): boolean =>
  ends(before.pdevs[endpoint], after.pdevs[endpoint]) ||
  VDEVS.some((name) => before.vdevs[name]?.pdev === endpoint && ends(before.vdevs[name], after.vdevs[name]));

export const endedTransactionLeavesNoMessage: ModelProperty = {
  id: 'ended-transaction-leaves-no-message',
  kind: 'step',
  claim:
    'A transaction that ends with an answer, an error or an abort leaves no message to or from its device.',
  cites: [cite.rmm('A9.5'), cite.rmm('B4.5.26'), cite.rmm('B4.5.80')],
  worlds: inWorlds.everywhere,
  when: (before, _step, after) => ENDPOINTS.some((endpoint) => endsOf(endpoint, before, after)),
  holds: (before, _step, after) =>
    ENDPOINTS.every(
      (endpoint) => !endsOf(endpoint, before, after) || after.exchanges[endpoint].at === 'NONE',
    ),
};
