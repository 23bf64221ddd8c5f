import type { Step } from '../../checker/contract.ts';
import { cite } from '../../model/cite.ts';
import type { EndpointName, Seen, VdevName } from '../../model/state.ts';
import type { ModelProperty } from '../property.ts';

type Vdev = Seen['vdevs']['v0'];
/** Field by field: it is asked at every step. */
const sameVdev = (a: Vdev, b: Vdev): boolean =>
  a.state === b.state &&
  a.op === b.op &&
  a.comm === b.comm &&
  a.dma === b.dma &&
  a.lockNonce === b.lockNonce &&
  a.measNonce === b.measNonce &&
  a.reportNonce === b.reportNonce &&
  a.measDigest === b.measDigest &&
  a.reportDigest === b.reportDigest;

/** Nothing that is of this one device has changed: VDEV, TDI, message and page. */
const isUntouched = (before: Seen, after: Seen, [vdev, endpoint, page]: Device): boolean =>
  sameVdev(before.vdevs[vdev], after.vdevs[vdev]) &&
  before.tdis[vdev].state === after.tdis[vdev].state &&
  before.exchanges[endpoint].at === after.exchanges[endpoint].at &&
  before.exchanges[endpoint].content === after.exchanges[endpoint].content &&
  before.pages[page]!.ripas === after.pages[page]!.ripas &&
  before.pages[page]!.output === after.pages[page]!.output;

type Device = readonly [VdevName, EndpointName, page: number];
const FIRST: Device = ['v0', 'ep', 0];
const SECOND: Device = ['v1', 'ep2', 1];

const namesSecond = ({ rule, input }: Step): boolean =>
  input.vdev === 'v1' || input.page === 1 || rule.endsWith(' ep2');
/** The guest's programs are about the first, and name nothing. */
const namesFirst = (step: Step): boolean =>
  step.input.vdev === 'v0' || step.input.page === 0 || !namesSecond(step);

/** A mapping names a page and a VDEV, and the host can name those of two devices: such a step is about both. */
export const devicesStayApart: ModelProperty = {
  id: 'devices-stay-apart',
  kind: 'step',
  claim: 'What is done about one device of a realm changes nothing of the other.',
  cites: [
    cite.rmm('A9.4.4'),
    cite.rmm('B4.5.81 vdev_id'),
    cite.inferred('R1 of the candidate invariants: with this id'),
  ],
  worlds: ['two-devices'],
  holds: (before, step, after) =>
    (namesSecond(step) || isUntouched(before, after, SECOND)) &&
    (namesFirst(step) || isUntouched(before, after, FIRST)),
};
