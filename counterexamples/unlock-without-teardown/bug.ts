import { cite } from '../../model/cite.ts';
import { freeContext } from '../../model/guest/context.ts';
import { step } from '../../model/program.ts';
import { withStep } from '../../model/rules.ts';
import type { Bug } from '../bug.ts';

/** tsm/unlock that forgets the device at the first refusal, as the void callback of the posted series has to. */
export const unlockWithoutTeardown: Bug = {
  slug: 'unlock-without-teardown',
  title: 'The guest lets go of a device that is still locked to it',
  kind: 'seeded',
  breaks: 'unlock-leaves-nothing-behind',
  world: 'one-device',
  steps: 48,
  cites: [cite.guest('08 cca_tsm_unlock'), cite.inferred('INF-09, DOC-03: unlock cannot report failure')],
  reductionsHold: 'Only what unlock does on failure changes: nothing is verified or compared differently.',
  guest: (steps) =>
    withStep(steps, 'unlock/dma-disable', (original) =>
      step({
        ...original,
        run: (s, i) => {
          const outcome = original.run(s, i);
          if (s.guest.context === 'FAILED' && s.guest.pc === 'IDLE') freeContext(s);
          return outcome;
        },
      }),
    ),
};
