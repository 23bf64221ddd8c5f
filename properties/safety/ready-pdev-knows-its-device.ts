import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** That the session lasts is not claimed: an aborted stop leaves a READY PDEV whose device has ended it (B4.5.25). */
export const readyPdevKnowsItsDevice: ModelProperty = {
  id: 'ready-pdev-knows-its-device',
  kind: 'step',
  claim:
    'When a PDEV becomes READY, the device it made its session with owns the certificate that was hashed.',
  cites: [cite.rmm('A9.2.2'), cite.rmm('A9.2.4.1'), cite.rmm('B4.5.31')],
  worlds: inWorlds.devicesComeAndGo,
  when: (before, _step, after) => before.pdevs.ep.state !== 'READY' && after.pdevs.ep.state === 'READY',
  holds: (_before, _step, s) => s.pdevs.ep.certificate === s.devices.ep.identity,
};
