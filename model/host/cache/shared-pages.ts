/**
 * Two transactions under one device, which share its request and response pages: the device's answer lands in the page, and
 * then the host keeps it (host series, v3v-01). The object lock makes each exchange one step for the others; without it they
 * come between.
 */

import { HARDENED } from '../../defect.ts';
import type { HasCache } from './defects.ts';

/** The response page that all functions of a device share. */
export interface SharedPage {
  holds: string;
}

/** One transaction: answers that belong to its function, in turn. */
export class Transaction {
  readonly #page: SharedPage;
  readonly #answers: readonly string[];
  readonly #locked: boolean;
  #step = 0;
  readonly kept: string[] = [];

  constructor(page: SharedPage, answers: readonly string[], has: HasCache = HARDENED) {
    this.#page = page;
    this.#answers = answers;
    this.#locked = !has.has('no-object-lock');
  }

  /** How many steps there are: one for an exchange under the lock, two without. */
  get steps(): number {
    return this.#locked ? this.#answers.length : 2 * this.#answers.length;
  }

  step(): void {
    if (this.#locked) {
      this.#exchange(this.#step);
      this.#keep();
    } else if (this.#step % 2 === 0) this.#exchange(this.#step / 2);
    else this.#keep();
    this.#step++;
  }

  #exchange(index: number): void {
    this.#page.holds = this.#answers[index]!;
  }

  #keep(): void {
    this.kept.push(this.#page.holds);
  }
}
