/**
 * Every known finding about the host series that we have a row for, and where this repository shows it: the rows of the
 * reference note host-flow, sections 7.1 (said by reviewers or the author) and 7.2 (our own reading of the posted code,
 * confirmed by nobody).
 */

import type { Defects } from '../model/defect.ts';
import { cacheDefects } from '../model/host/cache/defects.ts';
import { certificateDefects } from '../model/host/certificates/defects.ts';
import { mappingDefects } from '../model/host/mapping/defects.ts';
import { paramsDefects } from '../model/host/params/defects.ts';
import { requestDefects } from '../model/host/requests/defects.ts';
import { resourceDefects } from '../model/host/resources/defects.ts';
import { bytes, type Entry, flow, modelled, not, row, table } from './catalogue.ts';

const CERTIFICATES = 'model/host/certificates/certificates.test.ts';
const CACHE = 'model/host/cache/cache.test.ts';
const REQUESTS = 'model/host/requests/requests.test.ts';
const MAPPING = 'model/host/mapping/mapping.test.ts';
const RESOURCES = 'model/host/resources/resources.test.ts';
const PARAMS = 'model/host/params/params.test.ts';

/** All defects of the host below the level of steps, by name. */
export const hostDefects: Defects = {
  ...certificateDefects,
  ...cacheDefects,
  ...requestDefects,
  ...mappingDefects,
  ...paramsDefects,
  ...resourceDefects,
};

export const hostCatalogue: readonly Entry[] = [
  // 7.1
  row(
    'B1',
    'The unwinding of auxiliary granules frees what it should not.',
    table(RESOURCES, 'unwinds-wrong-element'),
  ),
  row('B2a', 'Connect ignores the results of its steps.', flow('connect-errors-ignored')),
  row('B3', 'Tops of ranges are one too low.', bytes(PARAMS, 'top-is-inclusive')),
  row('B4', 'A PDEV is created and never destroyed.', flow('pdev-not-destroyed')),
  row('B5', 'Caches are updated by two transactions at once.', table(CACHE, 'no-object-lock')),
  row(
    'B7',
    'The number of auxiliary granules is used though the call failed.',
    table(RESOURCES, 'aux-count-not-checked'),
  ),
  row(
    'B8',
    'One variable is error number and device state.',
    not('what a state that could not be read passes for is a variable of the compiler, not of the flow'),
  ),
  row('B9', 'Disconnect does not undo connect in reverse.', flow('ide-released-first')),
  row(
    'B10',
    'The key of another certificate than the last is registered, or one of the wrong size.',
    bytes(CERTIFICATES, 'last-readable-certificate-taken', 'rsa-size-not-asked', 'key-lengths-are-literals'),
  ),
  row('B10a', 'A certificate length that is an error is huge.', bytes(CERTIFICATES, 'length-kept-unsigned')),
  row('B11', 'Reserved feature bits cover device assignment.', table(PARAMS, 'feature-mask-overlaps')),
  row(
    'B12',
    'A PDEV is destroyed that did not stop, or nothing is freed at all.',
    flow('stop-failure-ignored'),
  ),
  row(
    'B13',
    "A function's context is taken for that of its physical function.",
    not('which C structure a pointer leads to is in no state of the model'),
  ),
  row(
    'B13a',
    'A TDI has no device and no VM.',
    not('pointers that the core sets once are left out: they are as the core wants them'),
  ),
  row(
    'B14',
    'Bus master is cleared before the TDI is unbound.',
    modelled('model/device/events.test.ts', 'bus master enable'),
  ),
  row('B15', 'User space keeps a mapping of private registers.', not('mappings of user space are left out')),
  row('B16', 'A VM ends before its TDI is unbound.', not('KVM and VFIO references are left out')),
  row('B17', 'A request is taken that is for another TSM.', bytes(REQUESTS, 'tsm-not-asked')),
  row('B18', 'Addresses of an exit are mapped unseen.', bytes(MAPPING, 'address-not-in-bar')),
  row(
    'B19',
    'Mapping belongs to KVM, references to the core.',
    not('a matter of design, with nothing that it breaks'),
  ),
  row('B20', 'How long an answer is cannot be told.', bytes(REQUESTS, 'unused-not-told')),
  row(
    'B21',
    'Pages of the host lie inside a private BAR.',
    modelled('model/guest/mmio/report-defects.test.ts', "'msix-range-encrypted'"),
  ),
  row('B30', 'Connect does nothing and succeeds.', flow('connect-does-nothing')),
  row(
    'B31',
    'A device without IDE is refused at probe.',
    not('streams of root complex endpoints are left out: the one type is NCOH'),
  ),
  row(
    'B32',
    'Stream ids come from one pool and foreign ones stay marked.',
    table(RESOURCES, 'one-pool-for-all-bridges'),
  ),
  row('B33', 'RMI headers do not belong to the architecture.', not('a matter of style')),
  row(
    'B34',
    'Where a private page is freed is left open.',
    not('an empty place in a patch; what it would leave behind is row B59'),
  ),
  row('B35', 'A header is right if one of its bytes is.', bytes(CERTIFICATES, 'header-tested-with-and')),
  row('B36', 'A guest that asks for a wrong range is ended.', table(MAPPING, 'outside-range-ends-vm')),
  row('B37', 'The highest routing id lacks its bus.', bytes(PARAMS, 'rid-top-without-bus')),
  // 7.2
  row('B23', 'A size is read of an object that was freed.', bytes(CACHE, 'size-of-freed-object')),
  row(
    'B23a',
    'Room is asked for the request alone, and the end of a slice is not looked at.',
    bytes(CACHE, 'room-for-request-alone', 'slice-may-leave-page'),
  ),
  row('B24', "A VM reads the evidence of another's TDI.", bytes(CACHE, 'evidence-per-device')),
  row('B25', "A VM's request reaches the device of another.", table(REQUESTS, 'vdev-of-any-vm')),
  row('B26', 'What is left of an object underflows.', bytes(REQUESTS, 'remaining-underflows')),
  row('B27', 'An object is read beyond its end.', bytes(REQUESTS, 'offset-not-bounded')),
  row('B28', 'A long key is written beyond its page.', bytes(CERTIFICATES, 'key-copy-unbounded')),
  row('B29', 'A request shorter than its structure is taken.', bytes(REQUESTS, 'short-request-taken')),
  row('B38', "A VMM's addresses are not those of the device.", bytes(MAPPING, 'address-not-in-bar')),
  row('B39', 'The range to validate is what the VMM makes of it.', bytes(MAPPING, 'range-fetched-from-run')),
  row('B40', 'Teardown gives up early and its caller frees the rest.', flow('stop-gives-up')),
  row(
    'B41',
    'A guest that leaves pages mapped keeps its device from being given back.',
    flow('unbind-leaves-mappings'),
  ),
  row(
    'B42',
    'A VDEV is destroyed in a state that does not allow it.',
    not(
      'RMI_VDEV_DESTROY of 2.0-bet1 takes NEW, UNLOCKED and ERROR (B4.5.83), and a bind fails in no other state; 2.0-bet2 takes UNLOCKED alone',
    ),
  ),
  row('B43', 'The result of enabling the stream is ignored.', flow('enable-not-checked')),
  row('B44', 'A wrong state becomes -EPERM.', flow('mismatch-is-minus-one')),
  row('B45', 'A busy RMM ends the connect.', flow('busy-is-fatal')),
  row('B46', 'A transaction is waited for without a bound.', flow('exchange-without-bound')),
  row('B47', 'Bytes before a reset stay in front.', bytes(CACHE, 'response-reset-ignored')),
  row(
    'B47a',
    'The status of an earlier exchange is told again.',
    not(
      'a transaction of this model is a request and a response, so that no exit in its middle sends nothing',
    ),
  ),
  row('B48', 'A worker waits for a peer that has ended.', flow('peer-wait-outlives-peer')),
  row(
    'B49',
    'A stream is left connected by a failed connect.',
    not(
      'RMI_PDEV_STREAM_DISCONNECT takes a CONNECTED stream alone, and one that is not goes with its PDEV (B3.78): there is nothing to issue; on TF-RMM see tf-stop-refuses-any-stream',
    ),
  ),
  row('B50', 'An empty object passes for an answer.', bytes(REQUESTS, 'empty-is-answered')),
  row('B51', 'A device is bound to a VM that is no realm.', not('every VM of this model has a realm')),
  row(
    'B51a',
    'Bind publishes the TDI before it is complete.',
    not(
      "the core's locks keep everybody else out until it is; without them nothing of the flow is as posted",
    ),
  ),
  row('B52', 'A failed refresh destroys the evidence there was.', flow('refresh-destroys-old')),
  row('B53', 'A device without IDE fails with -ENOMEM.', flow('no-ide-is-no-memory')),
  row('B55', 'Ids of others stay marked for ever.', table(RESOURCES, 'foreign-ids-stay-marked')),
  row('B56', "A root port's context is that of another TSM.", not('there is one TSM in the model')),
  row(
    'B58',
    'A page that the RMM refused passes for mapped, and the undoing is one page short.',
    bytes(MAPPING, 'refused-page-is-mapped', 'rollback-one-short', 'delegated-twice'),
  ),
  row(
    'B59',
    'Device pages stay delegated after a range was destroyed.',
    bytes(MAPPING, 'first-page-decides', 'unmapped-stays-delegated'),
  ),
  row('B60', 'A stream table that is there already is an error.', table(PARAMS, 'l2-exists-inverted')),
  row(
    'B61',
    'Certificates are appended to those of an earlier exchange.',
    bytes(CACHE, 'appended-to-earlier'),
  ),
  row('B62', 'TDIs share the pages of their device.', table(CACHE, 'no-object-lock')),
  row(
    'B64',
    'A failed key refresh is only logged.',
    not('platforms that want new keys before they unlock (KROU) are left out'),
  ),
  row('B65', 'A device makes the host warn.', not('what is written to the log changes no state')),
  row(
    'B66',
    'Two unbinds refresh the keys of one root port at once.',
    not('platforms that want new keys before they unlock (KROU) are left out'),
  ),
  row('B67', 'The bind patch alone drops its results.', flow('bind-not-checked')),
  row('B68', 'A request is fetched twice.', bytes(REQUESTS, 'fetched-twice')),
];
