/**
 * The vocabulary in which a state is declared: sets of names, flags, small integers, fresh values, records, arrays;
 * and the types of the views that read and write them.
 */

/** A value that is only ever compared for equality: a nonce, an epoch, a handle. 0 means none. */
export type Fresh = number & { readonly __fresh: unique symbol };

export type OneOf<N extends string> = { readonly kind: 'one-of'; readonly names: readonly N[] };
export type Flag = { readonly kind: 'flag' };
export type SmallInt = { readonly kind: 'int'; readonly max: number };
export type FreshField = { readonly kind: 'fresh'; readonly sort: string };
export type ArrayOf<R extends RecordSpec> = {
  readonly kind: 'array';
  readonly length: number;
  readonly of: R;
};
export type Scalar = OneOf<string> | Flag | SmallInt | FreshField;
export type Spec = Scalar | ArrayOf<RecordSpec> | RecordSpec;
/** A record of fields. `kind` is therefore not available as a field name. */
export interface RecordSpec {
  readonly [field: string]: Spec;
}

/** One of a set of names. The first name is the all-zero value. */
export const oneOf = <const N extends readonly string[]>(...names: N): OneOf<N[number]> => ({
  kind: 'one-of',
  names,
});
export const flag = (): Flag => ({ kind: 'flag' });
/** An integer from 0 to `max` inclusive, at most 2^30 - 1. */
export const int = (max: number): SmallInt => ({ kind: 'int', max });
/** A value of the given sort. All fields of a sort share one supply and may be compared with each other. */
export const fresh = (sort: string): FreshField => ({ kind: 'fresh', sort });
export const arrayOf = <R extends RecordSpec>(length: number, of: R): ArrayOf<R> => ({
  kind: 'array',
  length,
  of,
});

type ValueOf<T> =
  T extends OneOf<infer N>
    ? N
    : T extends Flag
      ? boolean
      : T extends SmallInt
        ? number
        : T extends FreshField
          ? Fresh
          : T extends ArrayOf<infer R>
            ? readonly View<R>[]
            : T extends RecordSpec
              ? View<T>
              : never;
/** The typed view of a record: scalars can be assigned, records and arrays are reached through. */
export type View<R extends RecordSpec> = { -readonly [K in keyof R]: ValueOf<R[K]> };
/**
 * The view of a whole state, which can also draw a fresh value: one of `sort` that occurs nowhere in the state, nor
 * did before the step. It stays the same until it is stored.
 */
export type StateView<R extends RecordSpec> = View<R> & { readonly $draw: (sort: string) => Fresh };
/** The same view for readers: nothing can be assigned at any depth. */
export type Frozen<S> = S extends Fresh | string | number | boolean | ((...args: never[]) => unknown)
  ? S
  : S extends readonly (infer E)[]
    ? readonly Frozen<E>[]
    : { readonly [K in keyof S]: Frozen<S[K]> };

/** Where one scalar lives. `path` is its printed name, such as `pages[1].ripas`. */
export interface Field {
  readonly path: string;
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  readonly scalar: Scalar;
}

/** The value of a field as it is printed. */
export type FieldValue = string | number | boolean;
