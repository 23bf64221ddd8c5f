/** All that a model is made of, before bugs rewrite it and a world picks from it. */

import type { Departs, Departure } from './departures.ts';
import { type Device, specifiedDevice } from './device/device.ts';
import type { Catalogue } from './evidence/catalogue.ts';
import { requestedOutput } from './evidence/requested-output.ts';
import { acceptSteps } from './guest/accept.ts';
import { type GuestPc, lockSteps } from './guest/lock.ts';
import { unlockSteps } from './guest/unlock.ts';
import { bindSteps } from './host/bind.ts';
import { connectSteps } from './host/connect.ts';
import { disconnectSteps } from './host/disconnect.ts';
import { exitSteps } from './host/exits.ts';
import { requestSteps } from './host/requests.ts';
import type { HostPc } from './host/step.ts';
import type { Steps } from './program.ts';
import { type Commands, makeCommands } from './rmm/commands.ts';
import type { Rmm } from './rmm/version.ts';

/** The parts that a bug can rewrite: the command table first, then the programs that call it. */
export interface Parts {
  readonly catalogue: Catalogue;
  readonly requested: ReturnType<typeof requestedOutput>;
  readonly rmm: Rmm;
  readonly device: Device;
  /** Whether a program does as a posted series does at this place. */
  readonly departs: Departs;
  readonly commands: Commands;
  readonly guest: Steps<GuestPc>;
  readonly host: Steps<HostPc>;
}

/** A named change of behaviour: a seeded bug, or what a posted series does otherwise than the hardened rules. */
export interface Change {
  readonly slug: string;
  /** Why the arguments of normalize.ts still hold with this change. Absent: they may not, and it is searched without. */
  readonly reductionsHold?: string;
  readonly commands?: (commands: Commands) => Commands;
  readonly guest?: (steps: Steps<GuestPc>, commands: Commands) => Steps<GuestPc>;
  readonly host?: (steps: Steps<HostPc>, commands: Commands) => Steps<HostPc>;
  /** Where guest and host do as the posted series do. */
  readonly departs?: readonly Departure[];
}

/** The rules of a text, with the given changes applied in order. */
export function makeParts(rmm: Rmm, changes: readonly Change[], device = specifiedDevice): Parts {
  const { catalogue } = rmm;
  const requested = requestedOutput(catalogue);
  const commands = changes.reduce((table, change) => change.commands?.(table) ?? table, makeCommands(rmm));
  const departures = new Set(changes.flatMap((change) => change.departs ?? []));
  const departs: Departs = (departure) => departures.has(departure);
  const setting = { commands, catalogue, requested, departs };
  const guest = changes.reduce<Steps<GuestPc>>(
    (steps, change) => change.guest?.(steps, commands) ?? steps,
    [...lockSteps(setting), ...acceptSteps(setting), ...unlockSteps(setting)],
  );
  const hostSetting = { commands, catalogue, device, departs };
  const host = changes.reduce<Steps<HostPc>>(
    (steps, change) => change.host?.(steps, commands) ?? steps,
    [
      ...connectSteps(hostSetting),
      ...disconnectSteps(hostSetting),
      ...bindSteps(hostSetting),
      ...requestSteps(hostSetting),
      ...exitSteps(hostSetting),
    ],
  );
  return { catalogue, requested, rmm, device, departs, commands, guest, host };
}

/** Replaces the one step at `at`. Throws a RangeError when there is none: the program has changed under the bug. */
export function withStep<Pc extends string>(
  steps: Steps<Pc>,
  at: Pc,
  replace: (step: Steps<Pc>[number]) => Steps<Pc>[number],
): Steps<Pc> {
  if (!steps.some((s) => s.at === at)) throw new RangeError(`no step is called ${at}`);
  return steps.map((s) => (s.at === at ? replace(s) : s));
}
