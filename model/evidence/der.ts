/**
 * DER as the certificate reader needs it: one value as its tag, its contents and its parts. This is the only file that
 * imports the ASN.1 library, which reads BER; hostile input makes it throw now and then, which here is only "not DER".
 */

import {
  BaseStringBlock,
  BitString,
  Boolean as Bool,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
} from 'asn1js';

type Decoded = ReturnType<typeof fromBER>['result'];

/** A decoded value. Accessors for a type that the value has not give `undefined`, or no parts. */
export interface Der {
  /** `SEQUENCE`, `SET`, … of the universal types that certificates use, `[n]` of context tags, `?` of others. */
  readonly tag: string;
  /** The whole value with its header, as it was encoded. */
  readonly whole: Uint8Array;
  readonly parts: readonly Der[];
  readonly oid: string | undefined;
  /** Contents of an OCTET STRING, an INTEGER (big-endian, leading zeros kept) or a primitive context tag. */
  readonly content: Uint8Array | undefined;
  /** Contents of a BIT STRING, without the count of unused bits. */
  readonly bits: Uint8Array | undefined;
  readonly boolean: boolean | undefined;
  readonly text: string | undefined;
}

const universal: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  6: 'OBJECT IDENTIFIER',
  16: 'SEQUENCE',
  17: 'SET',
};
const UNIVERSAL = 1;
const CONTEXT = 3;

/** One DER value that fills the bytes exactly; undefined for anything else. */
export function decodeDer(bytes: Uint8Array): Der | undefined {
  try {
    // A copy: the library keeps views of what it is given. Octet strings are not to be looked into.
    const { offset, result } = fromBER(Uint8Array.from(bytes), { parseEmbedded: false });
    return offset === bytes.length ? view(result) : undefined;
  } catch {
    return undefined;
  }
}

function view(value: Decoded): Der {
  const { tagClass, tagNumber } = value.idBlock;
  const named = tagClass === UNIVERSAL ? universal[tagNumber] : undefined;
  return {
    tag: tagClass === CONTEXT ? `[${tagNumber}]` : (named ?? '?'),
    whole: value.valueBeforeDecodeView,
    parts: value instanceof Constructed ? (value.valueBlock.value as Decoded[]).map(view) : [],
    oid: value instanceof ObjectIdentifier ? value.valueBlock.toString() : undefined,
    content: contentOf(value, tagClass),
    bits: value instanceof BitString ? Uint8Array.from(value.valueBlock.valueHexView) : undefined,
    boolean: value instanceof Bool ? value.valueBlock.value : undefined,
    text: value instanceof BaseStringBlock ? value.getValue() : undefined,
  };
}

function contentOf(value: Decoded, tagClass: number): Uint8Array | undefined {
  if (!(value instanceof OctetString || value instanceof Integer || tagClass === CONTEXT)) return undefined;
  const { valueHexView } = value.valueBlock as { readonly valueHexView?: Uint8Array };
  return valueHexView === undefined ? undefined : Uint8Array.from(valueHexView);
}
