/** What a function of the host kernel returns where the model computes it: an error number, or an outcome that is worse. */

export type Errno = '-EINVAL' | '-EBADMSG' | '-E2BIG' | '-EOPNOTSUPP' | '-ENXIO';

/** Not an error return: the kernel reads or writes memory that is not what it takes it for. */
export interface MemoryFault {
  readonly errno: 'fault';
  readonly what: string;
}

/** An error or a fault instead of a result. */
export type Refusal = { readonly errno: Errno } | MemoryFault;

export const refuse = (errno: Errno): Refusal => ({ errno });
export const memoryFault = (what: string): MemoryFault => ({ errno: 'fault', what });
