import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import { hostProgramEnds } from './fairness.ts';

/**
 * RMI_BUSY leaves the driver where it is, so that fairness to its steps is also that the RMM is not busy for ever (L5). A
 * driver that is taking a connection down stops the PDEV anew each time an exchange of the stop fails, and would do so for
 * ever; no other fault, no link loss and no reset keeps it, however often it comes.
 */
export const connectAndDisconnectEnd: ModelProperty = {
  id: 'connect-and-disconnect-end',
  claim:
    'A begun tsm/connect or tsm/disconnect ends if the driver runs, the RMM is not busy for ever, and the exchanges that take a connection down do not fail for ever.',
  cites: [
    cite.inferred('L1 and L5 of the host candidates; B45, B46'),
    cite.host('v4c-01 cca_tsm_connect, cca_tsm_disconnect'),
    cite.host('v4c-03 do_dev_communicate'),
    cite.host('v4c-04 cca_pdev_stop_and_destroy'),
  ],
  worlds: inWorlds.connecting,
  ...hostProgramEnds,
};
