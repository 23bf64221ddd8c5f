/**
 * The properties as a set: well named, cited, and each of them able to fail. For every property there is a small change
 * of the model under which it is broken and no other is; those for which there is none that is cheap are listed with
 * the reason.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Input, Machine } from '../checker/contract.ts';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { makeCatalogue } from '../model/evidence/catalogue.ts';
import { freeContext, keepForUnlock } from '../model/guest/context.ts';
import type { GuestPc } from '../model/guest/lock.ts';
import type { HostPc } from '../model/host/step.ts';
import { makeMachine } from '../model/machine.ts';
import { type RecPointer, recAt } from '../model/rmm/arguments.ts';
import type { CommandName, Commands } from '../model/rmm/commands.ts';
import { withoutRefusal, withRefusal } from '../model/rmm/rewrite.ts';
import { clearRec } from '../model/rmm/rsi-call.ts';
import { type Command, type ModelRule, withInputs } from '../model/rule.ts';
import { type Change, withStep } from '../model/rules.ts';
import type { Seen, State } from '../model/state.ts';
import { type WorldName, worlds } from '../model/world.ts';
import { properties, propertiesOf } from './registry.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const catalogue = makeCatalogue();

const sources = readdirSync(HERE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.parentPath !== HERE && entry.name.endsWith('.ts'))
  .filter((entry) => !entry.name.endsWith('.test.ts'))
  .map((entry) => ({
    name: entry.name.replace(/\.ts$/, ''),
    text: readFileSync(join(entry.parentPath, entry.name), 'utf8'),
  }));

describe('the registry of properties', () => {
  const ids = properties.map((p) => p.id);

  it('names every property once, in kebab-case', () => {
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('has every property of every file, and a file of one property bears its name', () => {
    const singles = sources.filter(({ text }) => text.match(/: ModelProperty = \{/g)?.length === 1);
    expect(singles.length).toBeGreaterThan(20);
    for (const { name, text } of singles) expect(text, name).toContain(`id: '${name}'`);
    expect(ids).toEqual(expect.arrayContaining(singles.map(({ name }) => name)));
    // The laws need the table that they are about, and have tests of their own.
    const laws = sources.filter(({ text }) =>
      /: Reference\): ModelProperty =>|lawsOf\(|Reference \{/.test(text),
    );
    expect(laws.map(({ name }) => name).sort()).toEqual([
      'does-as-the-rulebook-says',
      'first-failing-condition-decides',
      'laws',
      'only-the-footprint-changes',
      'reference',
      'succeeds-exactly-when-nothing-refuses',
    ]);
    // The other files are collections, of which the registry takes every member.
    const collected = sources.filter((source) => !singles.includes(source) && !laws.includes(source));
    // And what properties of progress assume is shared by them.
    expect(collected.map(({ name }) => name).sort()).toEqual(['fairness', 'flow']);
    const members = [
      ...collected.find(({ name }) => name === 'flow')!.text.matchAll(/sometimes\(\s*'([^']+)'/g),
    ].map((m) => m[1]!);
    expect([...singles.map(({ name }) => name), ...members].sort()).toEqual([...ids].sort());
  });

  it.each(properties)(
    'says of $id what it claims in a sentence, where that is written, and where it can be asked',
    (property) => {
      expect(property.claim).toMatch(/^[A-Z].*\.$/);
      expect(property.cites).not.toEqual([]);
      for (const { source, at } of property.cites)
        expect([source.length > 0, at.length > 0]).toEqual([true, true]);
      expect(property.worlds).not.toEqual([]);
      for (const world of property.worlds) expect(propertiesOf(world)).toContain(property);
    },
  );

  it('judges steps of rules that exist in its worlds, where a property names rules', () => {
    const naming = properties.flatMap((p) =>
      p.kind === 'step' && p.on !== undefined ? [{ ...p, on: p.on }] : [],
    );
    expect(naming.length).toBeGreaterThan(0);
    for (const { on, worlds: where } of naming) {
      for (const world of where) {
        const names = makeMachine(worlds[world], catalogue, []).rules.map((rule) => rule.name);
        expect(names).toEqual(expect.arrayContaining([...on]));
      }
    }
  });
});

type Effect = (s: State, i: Input, as: (s: State, i: Input) => string | undefined) => string | undefined;

/** A command whose effect is another. It is given the effect that the command should have. */
const effectOf = (name: CommandName, effect: Effect) => ({
  commands: (commands: Commands): Commands => {
    const command = commands[name] as unknown as Command;
    return {
      ...commands,
      [name]: { ...command, effect: (s: State, i: Input) => effect(s, i, command.effect) },
    };
  },
});
const withoutCondition = (name: CommandName, id: string) => ({
  commands: (commands: Commands): Commands => withoutRefusal(commands, name, id),
});
const guestStep = (at: GuestPc, run: Effect) => ({
  guest: (steps: Parameters<NonNullable<Change['guest']>>[0]) =>
    withStep(steps, at, (step) => ({
      ...step,
      run: (s, i) => run(s, i, step.run as (s: State, i: Input) => string)!,
    })),
});
const hostStep = (at: HostPc, run: Effect) => ({
  host: (steps: Parameters<NonNullable<Change['host']>>[0]) =>
    withStep(steps, at, (step) => ({
      ...step,
      run: (s, i) => run(s, i, step.run as (s: State, i: Input) => string)!,
    })),
});

/** A rule that is no command and no program step, changed in the machine itself. */
const ruleOf =
  (name: string, change: (rule: ModelRule) => ModelRule) =>
  (machine: Machine<State>): Machine<State> => {
    if (!machine.rules.some((rule) => rule.name === name)) throw new RangeError(`no rule is called ${name}`);
    return { ...machine, rules: machine.rules.map((rule) => (rule.name === name ? change(rule) : rule)) };
  };
const withoutRuleRefusal = (name: string, id: string) =>
  ruleOf(name, (rule) => {
    if (!rule.refusals?.some((r) => r.id === id))
      throw new RangeError(`${name} has no failing condition ${id}`);
    return { ...rule, refusals: rule.refusals.filter((r) => r.id !== id) };
  });

const queueStop = (s: State): void => {
  s.pdevs.ep.op = 'STOP';
};

interface Mutant {
  /** What is different. */
  readonly where: string;
  /** What it breaks besides, in the same number of steps: it could not break the one without the other. */
  readonly also?: readonly string[];
  readonly world?: WorldName;
  readonly change?: Omit<Change, 'slug'>;
  readonly rule?: (machine: Machine<State>) => Machine<State>;
}

const MUTANTS: Readonly<Record<string, Mutant>> = {
  'private-dma-only-for-verified-epoch': {
    where: 'RMI_VDEV_ABORT draws a lock nonce',
    change: effectOf('RMI_VDEV_ABORT', (s, i, as) => {
      s.vdevs.v0.lockNonce = s.$draw('lock');
      return as(s, i);
    }),
  },
  'private-dma-only-to-approved-device': {
    where: 'the device answers START with another configuration',
    rule: ruleOf('device answers', (rule) => ({
      ...rule,
      effect: (s: State, i: never) => {
        const outcome = rule.effect(s, i);
        if (s.tdis.v0.state === 'RUN') s.devices.ep.config = 'ALTERED';
        return outcome;
      },
    })),
  },
  'dma-only-when-started': {
    where: 'RMI_VDEV_UNLOCK leaves DMA on',
    change: effectOf('RMI_VDEV_UNLOCK', (s, i, as) => {
      const { dma } = s.vdevs.v0;
      const status = as(s, i);
      s.vdevs.v0.dma = dma;
      return status;
    }),
  },
  'accept-implies-started': {
    where: 'RSI_VDEV_DMA_ENABLE succeeds and enables nothing',
    change: effectOf('RSI_VDEV_DMA_ENABLE returns', () => 'RSI_SUCCESS'),
  },
  'unlock-leaves-nothing-behind': {
    where: 'the guest lets go when it is told that the host would not unlock',
    change: guestStep('unlock/set-tdi-state', (s, i, as) => {
      const outcome = as(s, i);
      if (s.guest.pc === 'IDLE') freeContext(s);
      return outcome;
    }),
  },
  'published-evidence-is-the-rmms': {
    where: 'the guest publishes another report than it compared',
    change: guestStep('lock/get-info-2', (s, i, as) => {
      const outcome = as(s, i);
      if (s.guest.context === 'LOCKED') s.guest.report = 'ALTERED';
      return outcome;
    }),
  },
  'evidence-is-of-a-locked-interface': {
    where: 'the guest does not compare the lock nonces of its two snapshots',
    change: guestStep('lock/get-info-2', (s, i, as) => {
      s.guest.firstLockNonce = s.vdevs.v0.lockNonce;
      return as(s, i);
    }),
  },
  'dev-pages-are-validated-and-linear': {
    where: 'RMI_RTT_DEV_VALIDATE takes any output address',
    change: withoutCondition('RMI_RTT_DEV_VALIDATE', 'linear_map'),
  },
  'dev-pages-need-a-locked-vdev': {
    where: 'RMI_RTT_DEV_VALIDATE does not ask for the state of the VDEV',
    change: withoutCondition('RMI_RTT_DEV_VALIDATE', 'vdev_state'),
  },
  'host-alone-makes-no-dev-page': {
    where: 'RMI_RTT_DEV_VALIDATE takes another page than the realm asked for next',
    also: ['progress-means-validated'],
    change: {
      commands: (commands) => ({
        ...commands,
        RMI_RTT_DEV_VALIDATE: {
          ...commands.RMI_RTT_DEV_VALIDATE,
          refusals: (commands.RMI_RTT_DEV_VALIDATE.refusals ?? []).map((r) =>
            r.id === 'base_bound' ? { ...r, when: (s) => s.rec.pending !== 'DEV_MEM' } : r,
          ),
        },
      }),
    },
  },
  'mappings-end-with-their-vdev': {
    where: 'RMI_VDEV_DESTROY leaves granules mapped',
    change: withoutCondition('RMI_VDEV_DESTROY', 'gran_mapped'),
  },
  'accepted-never-bounces': {
    where: 'dma_map_single always bounces',
    rule: ruleOf('dma_map_single', (rule) => ({
      ...rule,
      effect: (s: State) => {
        s.guest.mapping = 'BOUNCED';
        return 'BOUNCED';
      },
    })),
  },
  'unaccepted-maps-nothing-private': {
    where: 'dma_map_single never bounces',
    rule: ruleOf('dma_map_single', (rule) => ({
      ...rule,
      effect: (s: State) => {
        s.guest.mapping = 'PRIVATE';
        return 'PRIVATE';
      },
    })),
  },
  'acceptance-changes-without-driver': {
    where: 'tsm/unlock can be written while a driver is bound',
    world: 'guest-alone',
    // Not accepted any more, the driver has the registers still.
    also: ['registers-are-private-only-when-accepted'],
    rule: withoutRuleRefusal('write tsm/unlock', 'driver_bound'),
  },
  'locked-only-by-tdisp-lock': {
    where: 'LOCK completes with the lock nonce of before',
    change: effectOf('RMI_VDEV_COMMUNICATE', (s, i, as) => {
      const { lockNonce } = s.vdevs.v0;
      const status = as(s, i);
      s.vdevs.v0.lockNonce = lockNonce;
      return status;
    }),
  },
  'started-only-by-tdisp-start': {
    where: 'RMI_VDEV_START changes the state before the device has answered',
    change: effectOf('RMI_VDEV_START', (s, i, as) => {
      const status = as(s, i);
      s.vdevs.v0.state = 'STARTED';
      return status;
    }),
  },
  'ready-pdev-knows-its-device': {
    where: "RMI_PDEV_SET_PUBKEY takes anybody's key",
    change: withoutCondition('RMI_PDEV_SET_PUBKEY', 'key_match'),
  },
  'granules-are-accounted-for': {
    where: 'RMI_GRANULE_RANGE_UNDELEGATE takes a granule in use',
    change: withoutCondition('RMI_GRANULE_RANGE_UNDELEGATE', 'gran_state'),
  },
  'tdi-follows-tdisp': {
    where: 'the device goes to RUN when it is locked',
    rule: ruleOf('device answers', (rule) => ({
      ...rule,
      effect: (s: State, i: never) => {
        const outcome = rule.effect(s, i);
        if (s.vdevs.v0.op === 'LOCK') s.tdis.v0.state = 'RUN';
        return outcome;
      },
    })),
  },
  'refusal-changes-nothing': {
    where: 'a refused RMI_PDEV_DESTROY queues a stop',
    change: {
      commands: (commands) => ({
        ...commands,
        RMI_PDEV_DESTROY: {
          ...commands.RMI_PDEV_DESTROY,
          refusals: (commands.RMI_PDEV_DESTROY.refusals ?? []).map((r) =>
            r.id === 'pdev_state' ? { ...r, leaves: queueStop } : r,
          ),
        },
      }),
    },
  },
  'word-of-the-host-is-not-enough': {
    where: 'the guest gives up the undoing of a lock when the host says that it is undone',
    world: 'cooperative',
    change: guestStep('lock/undo', (s, i, as) => {
      const outcome = as(s, i);
      if (s.guest.pc === 'lock/undo-get-info') {
        clearRec(s);
        keepForUnlock(s);
      }
      return outcome;
    }),
  },
  'one-exit-at-a-time': {
    where: 'the guest asks the host to unlock with its REC still waiting for pages to be EMPTY',
    world: 'cooperative',
    change: guestStep('unlock/set-ripas', (s, i, as) => {
      const { base, top } = s.rec;
      const outcome = as(s, i);
      if (s.guest.pc !== 'unlock/set-tdi-state') return outcome;
      Object.assign(s.rec, { pending: 'RIPAS', base, top });
      return outcome;
    }),
  },
  'table-has-its-resources': {
    where: 'accept publishes a table of which nothing is in the resource tree',
    world: 'cooperative',
    rule: ruleOf('write tsm/accept', (rule) => ({
      ...rule,
      effect: (s: State, i: never) => {
        const { tree } = s.guest;
        const outcome = rule.effect(s, i);
        s.guest.tree = tree;
        return outcome;
      },
    })),
  },
  'served-exit-is-answered': {
    where: 'what the VMM was asked for is asked still when it is done',
    world: 'bind-faults',
    change: hostStep('request/report', (s, i, as) => {
      const { asked } = s.host.tdi;
      const outcome = as(s, i);
      s.host.tdi.asked = asked;
      return outcome;
    }),
  },
  'ended-transaction-leaves-no-message': {
    where: 'RMI_PDEV_ABORT leaves the message to the device',
    world: 'connect-faults',
    change: effectOf('RMI_PDEV_ABORT', (s, i, as) => {
      const { at } = s.exchanges.ep;
      const status = as(s, i);
      s.exchanges.ep.at = at;
      return status;
    }),
  },
  'completed-operation-is-over': {
    where: 'measurements are taken under the freshness value of those before',
    world: 'bind-faults',
    change: effectOf('RMI_VDEV_COMMUNICATE', (s, i, as) => {
      const { measNonce } = s.vdevs.v0;
      const isLocked = s.vdevs.v0.op === 'LOCK';
      const status = as(s, i);
      if (!isLocked) s.vdevs.v0.measNonce = measNonce;
      return status;
    }),
  },
  'stream-operation-is-of-both-ends': {
    where: 'RMI_PDEV_STREAM_DISCONNECT leaves the operation of its ends as it was',
    world: 'connect-faults',
    change: effectOf('RMI_PDEV_STREAM_DISCONNECT', (s, i, as) => {
      const [ep, rp] = [s.pdevs.ep.op, s.pdevs.rp.op];
      const status = as(s, i);
      s.pdevs.ep.op = ep;
      s.pdevs.rp.op = rp;
      return status;
    }),
  },
  'waiting-rec-knows-its-call': {
    where: 'RSI_VDEV_DMA_DISABLE exits without saying what it is',
    world: 'cooperative',
    change: effectOf('RSI_VDEV_DMA_DISABLE', (s, i, as) => {
      const status = as(s, i);
      s.rec.call = 'NONE';
      return status;
    }),
  },
  'connected-means-secure': {
    where: 'connect does not look whether the IDE stream is Secure',
    world: 'connect-faults',
    change: { departs: ['enable-not-checked'] },
  },
  'driver-calls-are-accepted': {
    where: 'a PDEV in error is stopped without an abort',
    world: 'connect-faults',
    change: { departs: ['error-not-aborted'] },
  },
  'connect-errno-names-its-cause': {
    where: 'a device without IDE is taken for a lack of memory',
    world: 'connect-faults',
    change: { departs: ['no-ide-is-no-memory'] },
  },
  'busy-is-called-again': {
    where: 'connect gives up when a granule is busy',
    world: 'connect-faults',
    change: hostStep('connect/delegate', (s, i, as) => {
      if (i.fault !== 'BUSY') return as(s, i);
      s.host.pc = 'teardown/release';
      return 'gives up';
    }),
  },
  'root-port-lives-with-its-streams': {
    where: 'the buffers of a root port outlive its PDEV',
    world: 'connect-faults',
    change: hostStep('teardown/port-undelegate', (s, i, as) => {
      const outcome = as(s, i);
      s.host.rootPort.buffers = true;
      return outcome;
    }),
  },
  'root-port-is-free-between-operations': {
    where: 'RMI_PDEV_DESTROY of an endpoint leaves its root port as it was',
    world: 'stream-peers',
    change: effectOf('RMI_PDEV_DESTROY', (s, i, as) => {
      const { op, comm } = s.pdevs.rp;
      const status = as(s, i);
      if (i.pdev === 'rp') return status;
      s.pdevs.rp.op = op;
      s.pdevs.rp.comm = comm;
      return status;
    }),
  },
  'unconnected-host-holds-nothing': {
    where: 'release forgets the communication buffers',
    world: 'connect-faults',
    change: hostStep('teardown/release', (s, i, as) => {
      const { buffers } = s.host.endpoints.ep;
      const outcome = as(s, i);
      s.host.endpoints.ep.buffers = buffers;
      return outcome;
    }),
  },
  'unbound-host-holds-nothing': {
    where: 'unbind keeps the page',
    world: 'bind-faults',
    change: hostStep('unbind/undelegate', (s, i, as) => {
      const { page } = s.host.tdi;
      const outcome = as(s, i);
      s.host.tdi.page = page;
      return outcome;
    }),
  },
  'bind-means-locked': {
    where: 'bind does not look what became of its lock',
    world: 'bind-faults',
    change: hostStep('bind/locked', (s) => {
      s.host.pc = 'IDLE';
      s.host.tdi.asked = 'NONE';
      s.host.tdi.answer = 'SUCCESS';
      return '0';
    }),
  },
  'cached-evidence-is-replaced-or-freed': {
    where: 'a refresh begins with an empty object',
    world: 'bind-faults',
    change: { departs: ['refresh-destroys-old'] },
  },
  'served-exits-end': {
    where: 'a mapping without memory is tried again for ever',
    world: 'bind-faults',
    change: hostStep('exit/map', (s, i, as) => {
      if (i.fault !== 'NO_MEMORY') return as(s, i);
      s.host.rounds = 1 - s.host.rounds;
      return 'tries again';
    }),
  },
  'ide-stream-is-set-up-in-order': {
    where: 'the IDE stream is enabled where it should be registered',
    world: 'connect-faults',
    change: hostStep('connect/ide-register', (s, i, as) => {
      const outcome = as(s, i);
      if (outcome === 'registered') s.host.endpoints.ep.ide = 'ENABLED';
      return outcome;
    }),
  },
  'connect-returns-its-error': {
    where: 'connect forgets why there is no IDE stream',
    world: 'connect-faults',
    change: hostStep('connect/ide-alloc', (s, i, as) => {
      const outcome = as(s, i);
      s.host.errno = '0';
      return outcome;
    }),
  },
  'destroyed-object-leaves-nothing': {
    where: 'RMI_PDEV_DESTROY leaves the key',
    world: 'connect-faults',
    change: effectOf('RMI_PDEV_DESTROY', (s, i, as) => {
      const { key } = s.pdevs.ep;
      const status = as(s, i);
      s.pdevs.ep.key = key;
      return status;
    }),
  },
  'evidence-goes-with-its-context': {
    where: 'unlock leaves the interface report',
    world: 'cooperative',
    change: guestStep('unlock/get-info', (s, i, as) => {
      const { report } = s.guest;
      const outcome = as(s, i);
      s.guest.report = report;
      return outcome;
    }),
  },
  'unbound-host-caches-nothing': {
    where: 'unbind leaves the interface report',
    world: 'cooperative',
    change: hostStep('unbind/undelegate', (s, i, as) => {
      const { report } = s.host.tdi;
      const outcome = as(s, i);
      s.host.tdi.report = report;
      return outcome;
    }),
  },
  'operations-begin-where-they-can': {
    where: 'tsm/disconnect can be written when nothing is connected',
    world: 'connect-faults',
    rule: withoutRuleRefusal('write tsm/disconnect', 'not_connected'),
  },
  'returned-call-leaves-nothing': {
    where: 'a RIPAS change leaves behind how far it came',
    world: 'cooperative',
    change: guestStep('unlock/set-ripas', (s, i, as) => {
      const { progress } = s.rec;
      const outcome = as(s, i);
      if (s.rec.pending === 'NONE') s.rec.progress = progress;
      return outcome;
    }),
  },
  'taken-message-is-gone': {
    where: 'RMI_PDEV_COMMUNICATE leaves the answer where it was',
    world: 'connect-faults',
    change: effectOf('RMI_PDEV_COMMUNICATE', (s, i, as) => {
      const { content } = s.exchanges.ep;
      const status = as(s, i);
      s.exchanges.ep.content = content;
      return status;
    }),
  },
  'stream-id-outlives-its-pdev': {
    where: 'the IDE stream is given back before the PDEV is stopped',
    world: 'connect-faults',
    change: { departs: ['ide-released-first'] },
  },
  'clean-is-reachable': {
    where: 'tsm/disconnect is refused for ever',
    world: 'connect-faults',
    rule: ruleOf('write tsm/disconnect', (rule) => ({
      ...rule,
      refusals: [{ id: 'never', status: '-EBUSY', when: () => true }],
    })),
  },
  'connect-and-disconnect-end': {
    where: 'a registration that fails is tried again for ever',
    world: 'connect-faults',
    change: hostStep('connect/ide-register', (s, i, as) => {
      if (i.fault === 'none') return as(s, i);
      s.host.pc = 'connect/ide-alloc';
      return 'tries again';
    }),
  },
  'second-connect-succeeds': {
    where: 'once a connect has failed, no other is begun',
    world: 'connect-faults',
    change: hostStep('teardown/release', (s, i, as) => {
      const { errno } = s.host;
      const outcome = as(s, i);
      s.host.errno = errno;
      return outcome;
    }),
    rule: ruleOf('write tsm/connect', (rule) => ({
      ...rule,
      refusals: [
        ...(rule.refusals ?? []),
        { id: 'gave_up', status: '-EBUSY', when: (s) => s.host.errno !== '0' },
      ],
    })),
  },
};

/** The same for the RMM alone. */
const RMM_MUTANTS: Readonly<Record<string, Mutant>> = {
  'ready-pdev-has-a-session': {
    where: 'a PDEV becomes READY although the device has let go of the session',
    world: 'rmm-objects',
    change: effectOf('RMI_PDEV_COMMUNICATE', (s, i, as) => {
      const { state } = s.pdevs.ep;
      const status = as(s, i);
      if (state === 'HAS_KEY' && s.pdevs.ep.state === 'READY') s.devices.ep.session = false;
      return status;
    }),
  },
  'vdevs-are-counted': {
    where: 'RMI_VDEV_DESTROY does not count',
    world: 'rmm-objects',
    change: effectOf('RMI_VDEV_DESTROY', (s, i, as) => {
      const status = as(s, i);
      s.pdevs.ep.numVdevs += 1;
      return status;
    }),
  },
  'only-stopped-pdevs-are-destroyed': {
    where: 'RMI_PDEV_DESTROY does not ask for the state',
    world: 'rmm-objects',
    change: withoutCondition('RMI_PDEV_DESTROY', 'pdev_state'),
  },
  'stream-is-connected-by-the-device': {
    where: 'a stream is connected although the device has forgotten its keys',
    world: 'rmm-objects',
    change: effectOf('RMI_PDEV_STREAM_COMPLETE', (s, i, as) => {
      s.devices.ep.ide = false;
      return as(s, i);
    }),
  },
  'vdev-has-a-living-pdev': {
    where: 'RMI_PDEV_STREAM_DISCONNECT does not ask for VDEVs',
    world: 'rmm-objects',
    change: withoutCondition('RMI_PDEV_STREAM_DISCONNECT', 'num_vdevs'),
  },
  'operation-is-not-replaced': {
    where: 'RMI_VDEV_GET_MEASUREMENTS does not ask whether an operation is under way',
    world: 'rmm-siblings',
    change: withoutCondition('RMI_VDEV_GET_MEASUREMENTS', 'comm_state'),
  },
  'one-exchange-per-device': {
    where: 'RMI_VDEV_COMMUNICATE does not ask whether the device is busy',
    world: 'rmm-siblings',
    change: withoutCondition('RMI_VDEV_COMMUNICATE', 'busy'),
  },
  'unlocked-only-by-tdisp-stop': {
    where: 'an UNLOCK that the device did not answer counts as done',
    world: 'rmm-siblings',
    change: effectOf('RMI_VDEV_COMMUNICATE', (s, i, as) => {
      const { op } = s.vdevs.v0;
      const status = as(s, i);
      if (op === 'UNLOCK' && s.vdevs.v0.comm === 'ERROR') {
        s.vdevs.v0.state = 'UNLOCKED';
        s.vdevs.v0.op = 'NONE';
        s.vdevs.v0.comm = 'IDLE';
      }
      return status;
    }),
  },
  'lock-begins-without-evidence': {
    where: 'a completed LOCK keeps the freshness of the measurements',
    world: 'rmm-alone',
    change: effectOf('RMI_VDEV_COMMUNICATE', (s, i, as) => {
      const { measNonce } = s.vdevs.v0;
      const status = as(s, i);
      if (s.vdevs.v0.state === 'LOCKED' && s.vdevs.v0.measNonce === 0) s.vdevs.v0.measNonce = measNonce;
      return status;
    }),
  },
  'dma-needs-current-freshness': {
    where: 'RSI_VDEV_DMA_ENABLE does not compare freshness',
    world: 'rmm-alone',
    change: withoutCondition('RSI_VDEV_DMA_ENABLE returns', 'attest_info'),
  },
  'dev-page-is-what-the-realm-named': {
    where: 'RMI_RTT_DEV_VALIDATE takes any output address',
    world: 'rmm-alone',
    change: withoutCondition('RMI_RTT_DEV_VALIDATE', 'linear_map'),
  },
  'unmapped-dev-page-is-destroyed': {
    where: 'RMI_RTT_DEV_UNMAP leaves EMPTY behind',
    world: 'rmm-alone',
    change: effectOf('RMI_RTT_DEV_UNMAP', (s, i, as) => {
      const status = as(s, i);
      for (const page of s.pages) if (page.ripas === 'DESTROYED') page.ripas = 'EMPTY';
      return status;
    }),
  },
  'progress-means-validated': {
    where: 'RMI_RTT_DEV_VALIDATE counts a page that it leaves as it was',
    world: 'rmm-alone',
    change: effectOf('RMI_RTT_DEV_VALIDATE', (s, i, as) => {
      const before = s.pages.map((page) => page.ripas);
      const status = as(s, i);
      for (const [k, page] of s.pages.entries()) page.ripas = before[k]!;
      return status;
    }),
  },
  'halves-agree': {
    where: 'RMI_VDEV_COMPLETE puts the freshness of the VDEV in place of what the realm gave',
    world: 'rmm-alone',
    change: effectOf('RMI_VDEV_COMPLETE', (s, i, as) => {
      const status = as(s, i);
      s.rec.measNonce = s.vdevs.v0.measNonce;
      return status;
    }),
  },
  'realm-call-needs-its-vdev': {
    where: 'RSI_VDEV_DMA_DISABLE succeeds without the host',
    world: 'rmm-alone',
    change: withoutCondition('RSI_VDEV_DMA_DISABLE returns', 'vdev_id'),
  },
};

/** Those of the guest kernel, broken by what the posted series does otherwise. */
const GUEST_MUTANTS: Readonly<Record<string, Mutant>> = {
  'resources-have-their-table': {
    where: 'a failed accept frees its table',
    world: 'guest-alone',
    change: { departs: ['table-freed-in-tree'] },
  },
  'kernel-does-not-oops': {
    where: 'unlock follows a pointer that only accept sets',
    world: 'guest-alone',
    change: { departs: ['unlock-needs-table'] },
  },
  'published-evidence-is-freed': {
    where: 'unlock does not free what lock published',
    world: 'guest-alone',
    change: { departs: ['evidence-not-freed'] },
  },
  'failed-lock-is-undone-or-kept': {
    where: 'a failed lock request counts as none',
    world: 'guest-alone',
    change: { departs: ['lock-failure-not-undone'] },
  },
  'failed-accept-is-undone-or-kept': {
    where: 'a failed accept leaves a locked context',
    world: 'guest-alone',
    change: { departs: ['accept-failure-forgotten'] },
  },
  'accept-runs-once-per-lock': {
    where: 'an accepted device is accepted again',
    world: 'guest-alone',
    // Its second table takes the place of the first.
    also: ['resources-have-their-table', 'table-has-its-resources'],
    change: { departs: ['accept-runs-again'] },
  },
  'accepted-generation-was-approved': {
    where: 'any approval is good for any evidence',
    world: 'guest-alone',
    change: { departs: ['approval-not-bound'] },
  },
  'registered-only-with-support': {
    where: 'a probe without memory counts as support',
    world: 'guest-alone',
    change: { departs: ['no-memory-is-support'] },
  },
  'no-driver-while-locked': {
    where: 'a driver binds to a locked device',
    world: 'guest-alone',
    change: { departs: ['binds-while-locked'] },
  },
  'dma-is-off-before-unlock-asks': {
    where: 'unlock does not disable DMA',
    world: 'guest-alone',
    change: { departs: ['dma-not-disabled'] },
  },
  'context-has-its-tsm': {
    where: 'a TSM goes while a driver is bound',
    world: 'guest-alone',
    change: { departs: ['unregister-with-driver'] },
  },
  'accepted-driver-shares-no-registers': {
    where: 'ioremap shares what is not RIPAS DEV',
    world: 'guest-alone',
    change: { departs: ['ioremap-shares-destroyed'] },
  },
  'registers-are-private-only-when-accepted': {
    where: 'ioremap always takes the private alias',
    world: 'guest-alone',
    rule: ruleOf('driver binds', (rule) => ({
      ...rule,
      effect: (s: State, i: never) => {
        const outcome = rule.effect(s, i);
        s.guest.io = 'PRIVATE';
        return outcome;
      },
    })),
  },
};

/** No change is cheap that breaks one of these and nothing else. Whether they are reached is pinned with their worlds. */
const NOT_KILLED: Readonly<Record<string, string>> = {
  'lock-accept-unlock-end-with-a-cooperative-host':
    'is decided only when all of one-device is known; progress/progress.test.ts breaks it in a part of it',
  'lock-can-succeed-again': 'is decided only when all of one-device is known, and half a minute is not cheap',
  'pdev-becomes-ready': 'every later stage goes with it: where no PDEV is ready no connect succeeds',
  'connect-succeeds': 'where no connect succeeds at all, no second one does either',
  'evidence-is-published': 'every later stage goes with it, and all of one-device must be known',
  'honest-flow-reaches-dma': 'all of one-device must be known',
  'mapping-is-partly-validated': 'all of one-device must be known',
  'acceptance-can-outlive-run': 'all of guest-alone must be known',
  'failure-is-kept-for-unlock': 'all of one-device must be known',
  'lock-begins-without-dma': 'DMA that outlives a lock breaks dma-only-when-started on the way',
  'vdev-can-be-destroyed': 'is decided only when all of rmm-objects is known',
  'pdev-can-be-destroyed':
    'is decided only when all of rmm-objects is known; counterexamples/stop-with-live-stream breaks it',
  'keys-are-refreshed': 'all of rmm-objects must be known',
  'unlocked-vdev-has-mappings': 'all of rmm-alone must be known',
  'siblings-both-run': 'all of rmm-siblings must be known',
  'realm-enables-dma': 'all of rmm-alone must be known',
  'realms-both-do-dma': 'all of two-realms must be known',
  'devices-both-do-dma': 'all of two-devices must be known',
};

/** Leaves out of one-device what is not on the way to DMA. Every path of what remains is one of the whole. */
function towardsDma(machine: Machine<State>): Machine<State> {
  const aside = new Set([
    'RMI_GRANULE_RANGE_UNDELEGATE',
    'RMI_PDEV_ABORT',
    'RMI_PDEV_STOP',
    'RMI_PDEV_STREAM_DISCONNECT',
    'RSI_IPA_STATE_SET',
    'host disturbs the TDI',
    'device clears its secrets',
  ]);
  const answers = new Set(['SUCCESS', 'INPUT', 'GENUINE', 'ALTERED']);
  const keeps = ({ answer, peer, key, page, granule }: Input): boolean =>
    (answer === undefined || answers.has(String(answer))) &&
    peer !== 'OTHER_DEVICE' &&
    (key ?? 'GENUINE') === 'GENUINE' &&
    (granule === undefined || page === undefined || granule === page);
  const rules = withInputs(
    machine.rules.filter((rule) => !aside.has(rule.name)),
    keeps,
  );
  return { ...machine, rules };
}

/** Found by the part that is open before there is a VDEV, so that nothing may be left out. */
const EARLY: ReadonlySet<string> = new Set(['ready-pdev-knows-its-device', 'granules-are-accounted-for']);

/** The second half of a call, which takes the granule that the host named, whosever VDEV it is by now. */
const takesAnyOwner = (commands: Commands, name: CommandName): Commands => {
  const isGone = (s: Seen, i: { readonly rec?: RecPointer }): boolean => {
    const { pending, vdev } = recAt(s, i.rec);
    return pending !== 'VDEV_COMPLETE' || s.vdevs[vdev].state === 'NONE';
  };
  return withRefusal(commands, name, 'vdev_id', { when: isGone });
};

/** Those of two realms: each a command that does not ask whose an object is, or not often enough. */
const REALM_MUTANTS: Readonly<Record<string, Mutant>> = {
  'vdev-commands-name-its-realm': {
    where: 'RMI_VDEV_LOCK takes the RD of any realm',
    world: 'two-realms',
    change: withoutCondition('RMI_VDEV_LOCK', 'vdev_realm'),
  },
  'request-is-completed-with-its-realms-vdev': {
    where: 'RMI_VDEV_COMPLETE takes the VDEV of any realm that bears the id',
    world: 'two-realms',
    change: withoutCondition('RMI_VDEV_COMPLETE', 'owner'),
  },
  'call-ends-at-its-realms-vdev': {
    where: 'the second half of RSI_VDEV_GET_INFO does not ask again whose the VDEV is',
    world: 'two-realms',
    change: { commands: (commands) => takesAnyOwner(commands, 'RSI_VDEV_GET_INFO returns') },
  },
  'granules-are-mapped-for-their-realm': {
    where: 'RMI_RTT_DEV_MAP maps for the realm that the host names',
    world: 'two-realms',
    change: withoutCondition('RMI_RTT_DEV_MAP', 'vdev_realm'),
  },
  'realms-ask-for-their-own-dev-pages': {
    where: 'RMI_RTT_DEV_VALIDATE takes the REC of another realm',
    world: 'two-realms',
    change: withoutCondition('RMI_RTT_DEV_VALIDATE', 'rec_owner'),
  },
  'dma-is-enabled-by-its-realm': {
    where: 'the second half of RSI_VDEV_DMA_ENABLE asks neither whose the VDEV is nor for its freshness',
    world: 'two-realms',
    // It is the end of a call.
    also: ['call-ends-at-its-realms-vdev'],
    change: {
      commands: (commands) =>
        withoutRefusal(
          takesAnyOwner(commands, 'RSI_VDEV_DMA_ENABLE returns'),
          'RSI_VDEV_DMA_ENABLE returns',
          'attest_info',
        ),
    },
  },
  'devices-stay-apart': {
    where: 'neither RMI_VDEV_COMPLETE nor the second half of RSI_VDEV_DMA_DISABLE compares the id',
    world: 'two-devices',
    change: {
      commands: (commands) =>
        withoutRefusal(
          takesAnyOwner(commands, 'RSI_VDEV_DMA_DISABLE returns'),
          'RMI_VDEV_COMPLETE',
          'vdev_id',
        ),
    },
  },
  'dma-ends-with-its-vdev': {
    where: 'RMI_VDEV_DESTROY leaves the stream table entry valid',
    world: 'rmm-alone',
    // A VDEV that is not there is not started, and has nothing.
    also: ['dma-only-when-started', 'destroyed-object-leaves-nothing'],
    change: effectOf('RMI_VDEV_DESTROY', (s, i, as) => {
      const { dma } = s.vdevs[i.vdev as 'v0'];
      const status = as(s, i);
      s.vdevs[i.vdev as 'v0'].dma = dma;
      return status;
    }),
  },
};

const ALL_MUTANTS = { ...MUTANTS, ...GUEST_MUTANTS, ...RMM_MUTANTS, ...REALM_MUTANTS };
/** What can be found only far from the beginning, in worlds of which the rest is large. */
const FAR: ReadonlySet<WorldName> = new Set(['one-device', 'guest-alone', 'two-devices', 'rmm-alone']);

describe('each property can fail', () => {
  it('has a change that breaks it, or a reason why there is none, and not both', () => {
    const named = [...Object.keys(ALL_MUTANTS), ...Object.keys(NOT_KILLED)].sort();
    expect(named).toEqual(properties.map((p) => p.id).sort());
  });

  it.each(Object.entries(ALL_MUTANTS).map(([id, mutant]) => ({ id, ...mutant })))(
    'breaks $id and nothing else unsaid: $where',
    ({ id, also = [], world = 'one-device', change, rule }) => {
      // Without the reductions: they are argued for the hardened rules, and a wrong argument hides a violation.
      const changed = makeMachine(worlds[world], catalogue, [{ slug: 'mutant', ...change }]);
      expect(changed.normalize).toBeUndefined();
      const whole = rule?.(changed) ?? changed;
      const machine = FAR.has(world) && !EARLY.has(id) ? towardsDma(whole) : whole;
      const search = new ExhaustiveSearch(machine, propertiesOf(world), {
        stopAtViolation: true,
        witnesses: false,
        maxStates: 1_500_000,
      });
      const broken = search.run().properties.filter((p) => p.verdict === 'violated');
      expect(broken.map((p) => p.id).sort()).toEqual([id, ...also].sort());
    },
  );
});
