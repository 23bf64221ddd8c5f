import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equalBytes } from './bytes.ts';
import { type Catalogue, type EvidenceId, type EvidenceObject, makeCatalogue } from './catalogue.ts';
import { parseCertificateChain } from './certificate-chain.ts';
import { digest } from './digest.ts';
import { parseInterfaceReport } from './interface-report.ts';
import { parseMeasurements } from './measurements.ts';
import { parseVca } from './vca.ts';

const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'samples');
const objects: readonly EvidenceObject[] = ['CERTIFICATE', 'VCA', 'MEASUREMENTS', 'INTERFACE_REPORT'];
const parsers = {
  CERTIFICATE: parseCertificateChain,
  VCA: parseVca,
  MEASUREMENTS: parseMeasurements,
  INTERFACE_REPORT: parseInterfaceReport,
};
const catalogue = makeCatalogue();

const bytesOf = (object: EvidenceObject, id: EvidenceId, from: Catalogue = catalogue) => {
  const evidence = from.entry(object, id);
  expect(evidence).toBeDefined();
  return evidence?.bytes ?? new Uint8Array(0);
};

/** What must hold whatever device's chain the catalogue was made with. */
function expectSound(made: Catalogue): void {
  for (const object of objects) {
    const entries = made.ids(object).map((id) => made.entry(object, id));
    expect(new Set(entries.map((entry) => entry?.digest)).size).toBe(entries.length);
    for (const entry of entries) {
      expect(entry?.digest).toBe(digest('SHA-256', entry?.bytes ?? new Uint8Array(0)));
      expect(parsers[object](entry?.bytes ?? new Uint8Array(0)).ok, `${object} ${entry?.id}`).toBe(
        entry?.id !== 'TRUNCATED',
      );
    }
  }
}

describe('the catalogue', () => {
  it('holds these entries', () => {
    expect(catalogue.ids('CERTIFICATE')).toEqual(['GENUINE', 'OTHER_DEVICE', 'TAMPERED', 'TRUNCATED']);
    expect(catalogue.ids('VCA')).toEqual(['GENUINE', 'OTHER_DEVICE', 'TAMPERED', 'TRUNCATED']);
    expect(catalogue.ids('MEASUREMENTS')).toEqual([
      ...['GENUINE', 'ALTERED', 'OTHER_DEVICE', 'STALE', 'TAMPERED', 'TRUNCATED'],
    ]);
    expect(catalogue.ids('INTERFACE_REPORT')).toEqual([
      'GENUINE',
      'ALTERED',
      'OTHER_DEVICE',
      'TAMPERED',
      'TRUNCATED',
    ]);
    expect(catalogue.entry('CERTIFICATE', 'STALE')).toBeUndefined();
    expect(catalogue.approved('CERTIFICATE', 'STALE')).toBe(false);
  });

  it('has pairwise different digests within an object, and only truncated entries fail to parse', () => {
    expectSound(catalogue);
  });

  it('approves what is genuine, and a replay, which only a nonce could give away', () => {
    const approved = objects.flatMap((object) =>
      catalogue.ids(object).flatMap((id) => (catalogue.approved(object, id) ? [`${object} ${id}`] : [])),
    );
    expect(approved).toEqual([
      'CERTIFICATE GENUINE',
      'VCA GENUINE',
      'MEASUREMENTS GENUINE',
      'MEASUREMENTS STALE',
      'INTERFACE_REPORT GENUINE',
    ]);
  });

  it.each(objects)('differs in one bit between the genuine and the tampered %s', (object) => {
    const [genuine, tampered] = [bytesOf(object, 'GENUINE'), bytesOf(object, 'TAMPERED')];
    expect(tampered).toHaveLength(genuine.length);
    const differences = [...genuine].flatMap((byte, i) =>
      byte === tampered[i] ? [] : [byte ^ tampered[i]!],
    );
    expect(differences).toHaveLength(1);
    expect(Math.log2(differences[0]!) % 1).toBe(0);
  });

  it.each(objects)('has lost the last 16 bytes of the truncated %s', (object) => {
    expect(bytesOf(object, 'TRUNCATED')).toEqual(bytesOf(object, 'GENUINE').slice(0, -16));
  });

  it('differs between stale and genuine measurements in the responder nonce and the signature only', () => {
    const [genuine, stale] = [
      parseMeasurements(bytesOf('MEASUREMENTS', 'GENUINE')),
      parseMeasurements(bytesOf('MEASUREMENTS', 'STALE')),
    ];
    expect(genuine.ok && stale.ok && { ...stale.value, nonce: 0, signature: 0 }).toEqual(
      genuine.ok && { ...genuine.value, nonce: 0, signature: 0 },
    );
    expect(genuine.ok && stale.ok && equalBytes(genuine.value.nonce, stale.value.nonce)).toBe(false);
  });

  it('keeps three different keys', () => {
    const { leaf, intermediate, other } = catalogue.deviceKeys;
    expect(new Set([leaf, intermediate, other].map(({ key }) => digest('SHA-256', key))).size).toBe(3);
  });

  it('has a hash that does not depend on the run', () => {
    expect(makeCatalogue().hash).toBe(catalogue.hash);
    expect(catalogue.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the pages of a report', () => {
  it.each<[EvidenceId, number, number]>([
    ['GENUINE', 0, 0x100],
    ['ALTERED', 1, 0x101],
    ['OTHER_DEVICE', 0, 0x200],
    ['TAMPERED', 4, 0x104],
  ])('when it is %s, put two pages behind guest page %i, from device page %i on', (id, ipa, pa) => {
    const value = [
      { ipa, pa },
      { ipa: ipa + 1, pa: pa + 1 },
    ];
    expect(catalogue.pages(id)).toEqual({ ok: true, value });
  });

  it('are unknown when the report is truncated or not there', () => {
    expect(catalogue.pages('TRUNCATED').ok).toBe(false);
    expect(catalogue.pages('STALE')).toMatchObject({
      reason: 'expected an interface report, there is none that is STALE',
    });
  });
});

describe.skipIf(!existsSync(samples))(
  'with the chain of a real or sample device (skipped without ../shared)',
  () => {
    it.each([
      'dmtf-certs/ecp256.bundle_responder.certchain.der',
      'dmtf-certs/ecp256.bundle_responder.certchain_alias.der',
      'dmtf-certs/ecp384.bundle_responder.certchain.der',
      'dmtf-certs/rsa3072.bundle_responder.certchain.der',
      'nvidia/hopperCertChain.pem',
    ])('%s, only certificates, keys and anchor change', (file) => {
      const chain = parseCertificateChain(new Uint8Array(readFileSync(join(samples, file))));
      const made = makeCatalogue(chain.ok ? chain.value : undefined);
      expectSound(made);
      const leaf = chain.ok ? chain.value.certificates.at(-1) : undefined;
      expect(made.deviceKeys.leaf).toEqual(leaf?.publicKey);
      expect(made.anchor).not.toBe(catalogue.anchor);
      expect(made.hash).not.toBe(catalogue.hash);
      expect(made.ids('CERTIFICATE').filter((id) => made.approved('CERTIFICATE', id))).toEqual(['GENUINE']);
      expect(bytesOf('CERTIFICATE', 'OTHER_DEVICE', made)).toEqual(bytesOf('CERTIFICATE', 'OTHER_DEVICE'));
      expect(bytesOf('MEASUREMENTS', 'GENUINE', made)).toEqual(bytesOf('MEASUREMENTS', 'GENUINE'));
    });
  },
);
