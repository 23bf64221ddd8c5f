/**
 * Values that no state of any world has by the hardened rules, and why. A field of a record that there is several
 * times is named once, with `*` for the name or number. The gate fails when a value is missing here, or is here and seen.
 */

export interface Unseen {
  /** A layout path, each part a name or `*`. */
  readonly field: string;
  readonly values: readonly string[];
  readonly why: string;
}

const ONE_SIZE =
  'the fields of an object are as wide in every world, and no world has both that many objects and this field to hold them';

export const UNSEEN: readonly Unseen[] = [
  {
    field: 'feat.streams',
    values: ['OF_PDEV'],
    why: 'RMM 1.1-alp17 alone sets streams up with the PDEV; --rmm alp17 has it',
  },
  {
    field: 'pdevs.*.state',
    values: ['IDE_RESETTING', 'COMMUNICATING', 'STOPPING'],
    why: 'states of RMM 1.1-alp17 alone; --rmm alp17 has them',
  },
  {
    field: 'pdevs.rp.state',
    values: ['NEEDS_KEY', 'HAS_KEY'],
    why: 'a root port speaks no SPDM: its PDEV goes from NEW to READY (DEN0137 A9.2.1)',
  },
  {
    field: 'pdevs.rp.certificate',
    values: ['GENUINE', 'OTHER_DEVICE'],
    why: 'a root port speaks no SPDM and has no chain',
  },
  {
    field: 'pdevs.rp.key',
    values: ['GENUINE', 'OTHER_DEVICE'],
    why: 'a root port speaks no SPDM and has no key',
  },
  { field: 'pdevs.rp.numVdevs', values: ['1', '2'], why: 'a root port has no interfaces to assign' },
  { field: 'pdevs.rp.maxNumVdevs', values: ['1', '2'], why: 'a root port has no interfaces to assign' },
  {
    field: 'streams.*.turn',
    values: ['START', 'RP_READY', 'EP_READY', 'RP_DONE'],
    why: 'TF-RMM alone insists on an order between the two ends; --rmm tf-rmm has it',
  },
  {
    field: 'host.errno',
    values: ['-EINVAL', '-EPERM'],
    why: 'the key of the chain that we carry is of a known algorithm, and -EPERM is what the posted driver makes of -1',
  },
  {
    field: 'host.endpoints.*.page',
    values: ['ANOTHER'],
    why: 'the hardened driver loses no PDEV to the RMM; --bug stop-gives-up does',
  },
  {
    field: 'host.rootPort.page',
    values: ['ANOTHER'],
    why: 'the hardened driver loses no PDEV to the RMM; --bug stop-gives-up does',
  },
  {
    field: 'host.tdi.page',
    values: ['ANOTHER'],
    why: 'the hardened driver loses no VDEV to the RMM; --bug unbind-goes-on does',
  },
  {
    field: 'host.tdi.report',
    values: ['ALTERED', 'OTHER_DEVICE'],
    why: 'where this host serves a realm, the device is as the certificate says',
  },
  {
    field: 'host.tdi.measurements',
    values: ['ALTERED', 'OTHER_DEVICE'],
    why: 'where this host serves a realm, the device is as the certificate says',
  },
  {
    field: 'pdevs.ep2.op',
    values: ['KEY_REFRESH', 'KEY_PURGE'],
    why: 'the host driver, which the second endpoint is there for, refreshes no keys outside KROU platforms',
  },
  {
    field: 'streams.ep2.state',
    values: ['KEY_REFRESHING', 'KEY_PURGING'],
    why: 'the host driver, which the second endpoint is there for, refreshes no keys outside KROU platforms',
  },
  {
    field: 'pdevs.ep2.numVdevs',
    values: ['2'],
    why: 'the second device of a realm has one VDEV (a bound of two-devices)',
  },
  {
    field: 'exchanges.ep2.at',
    values: ['REFUSED'],
    why: 'an endpoint without VDEVs is asked nothing that it refuses',
  },
  {
    field: 'exchanges.ep2.content',
    values: ['ALTERED', 'OTHER_DEVICE'],
    why: 'the devices of the host driver are as their certificates say',
  },
  {
    field: 'granules.ep2',
    values: ['VDEV'],
    why: 'no world creates one kind of object in the granule of another',
  },
  {
    field: 'devices.ep2.config',
    values: ['ALTERED'],
    why: 'the devices of the host driver are as their certificates say',
  },
  {
    field: 'vdevs.v0.id',
    values: ['1', '2'],
    why: 'a VDEV is created with its own id, or refused with a taken one',
  },
  {
    field: 'vdevs.v0.tdi',
    values: ['1', '2'],
    why: 'a VDEV is created with its own TDI, or refused with a taken one',
  },
  { field: 'vdevs.v1.id', values: ['2'], why: ONE_SIZE },
  { field: 'vdevs.v1.tdi', values: ['2'], why: ONE_SIZE },
  {
    field: 'vdevs.v0.ranges',
    values: ['NONE', 'UNALIGNED'],
    why: 'no rule tells UNALIGNED from DEV (model/normalize.ts), and only a sibling has no range; the shared cases have both',
  },
  {
    field: 'vdevs.v1.ranges',
    values: ['UNALIGNED'],
    why: 'no rule tells UNALIGNED from DEV (model/normalize.ts); the shared cases have it',
  },
  {
    field: 'granules.ep',
    values: ['VDEV'],
    why: 'no world creates one kind of object in the granule of another',
  },
  {
    field: 'granules.rp',
    values: ['VDEV'],
    why: 'no world creates one kind of object in the granule of another',
  },
  {
    field: 'granules.v0',
    values: ['PDEV'],
    why: 'no world creates one kind of object in the granule of another',
  },
  {
    field: 'granules.v1',
    values: ['PDEV'],
    why: 'no world creates one kind of object in the granule of another',
  },
  {
    field: 'deviceGranules[*].state',
    values: ['UNDELEGATED'],
    why: 'undelegating a granule that is not mapped takes nothing from the realm (a bound of one-device)',
  },
  {
    field: 'pages[*].ripas',
    values: ['RAM'],
    why: 'the pages are IPA space of the device, which never was RAM',
  },
  {
    field: 'rec.id',
    values: ['1', '2'],
    why: 'no realm asks anything of a second VDEV (a bound of two-devices)',
  },
  {
    field: 'rec.vdev',
    values: ['v1'],
    why: "of two VDEVs the second is never the first realm's (a bound of two-realms)",
  },
  { field: 'otherPages[*].ripas', values: ['RAM'], why: 'as of the first realm' },
  ...(
    [
      ['pending', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'DEV_MEM', 'RIPAS'],
      ['call', 'GET_INFO', 'DMA_ENABLE', 'DMA_DISABLE', 'VALIDATE_MAPPING'],
      ['id', '1', '2'],
      ['vdev', 'v1'],
      ['lockNonce', 'some'],
      ['measNonce', 'some'],
      ['reportNonce', 'some'],
      ['base', '1'],
      ['top', '1'],
      ['output', '1', '2'],
      ['progress', '1'],
    ] as const
  ).map(([field, ...values]) => ({
    field: `otherRec.${field}`,
    values,
    why: 'a call of the second realm is over in the step in which it begins (a bound of two-realms)',
  })),
  {
    field: 'guest.certificate',
    values: ['ALTERED'],
    why: 'a chain that was altered has no digest that any RMM holds: the guest counts it as forged',
  },
  {
    field: 'guest.vca',
    values: ['ALTERED'],
    why: 'a transcript that was altered has no digest that any RMM holds: the guest counts it as forged',
  },
  {
    field: 'guest.pc',
    values: ['accept/undo', 'oops'],
    why: 'the hardened guest keeps what it could not undo, and follows no pointer that is not set; --guest rfc-v4 has both',
  },
  {
    field: 'guest.context',
    values: ['DANGLING'],
    why: 'the hardened module stays while a context does; --guest rfc-v4 has it',
  },
  {
    field: 'guest.tree',
    values: ['LOST', 'FREED'],
    why: 'the hardened guest loses no table; --guest rfc-v4 does',
  },
  {
    field: 'guest.leaked',
    values: ['true'],
    why: 'the hardened guest frees its evidence; --guest rfc-v4 does not',
  },
  {
    field: 'guest.next',
    values: ['2'],
    why: 'a range operation that has done its last page is over in the same step',
  },
];
