import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RMI_PDEV_SET_PUBKEY as B4.5.31 lists it: any well-formed key is taken, whoever's certificate was hashed. */
export const keyNotMatched: Bug = {
  slug: 'key-not-matched',
  title: 'A device is authenticated with the certificate of another',
  kind: 'text',
  breaks: 'ready-pdev-knows-its-device',
  world: 'one-device',
  steps: 9,
  cites: [cite.rmm('B4.5.31'), cite.rmm('A9.2.4.1'), cite.tfRmm('runtime/rmi/pdev.c compares the key')],
  reductionsHold: 'Whose certificate and VCA the PDEV holds is still fixed for as long as the VDEV exists.',
  commands: (commands) => withoutRefusal(commands, 'RMI_PDEV_SET_PUBKEY', 'key_match'),
};
