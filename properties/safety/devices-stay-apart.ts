import type { Step } from '../../checker/contract.ts';
import { cite } from '../../model/cite.ts';
import type { EndpointName, Seen, VdevName } from '../../model/state.ts';
import type { ModelProperty } from '../property.ts';

const OF_VDEV = [
  'state',
  'op',
  'comm',
  'dma',
  'lockNonce',
  'measNonce',
  'reportNonce',
  'measDigest',
  'reportDigest',
] as const;
const OF_EXCHANGE = ['at', 'content'] as const;
const OF_PAGE = ['ripas', 'output'] as const;

const same = <T>(before: T, after: T, fields: readonly (keyof T)[]): boolean =>
  fields.every((field) => before[field] === after[field]);

/** Nothing that is of this one device has changed: VDEV, TDI, message and page. */
const isUntouched = (before: Seen, after: Seen, [vdev, endpoint, page]: Device): boolean =>
  same(before.vdevs[vdev], after.vdevs[vdev], OF_VDEV) &&
  same(before.exchanges[endpoint], after.exchanges[endpoint], OF_EXCHANGE) &&
  same(before.pages[page]!, after.pages[page]!, OF_PAGE) &&
  before.tdis[vdev].state === after.tdis[vdev].state;

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
