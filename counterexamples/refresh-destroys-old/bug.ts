import { postedHost } from '../posted-host.ts';

export const refreshDestroysOld = postedHost({
  slug: 'refresh-destroys-old',
  title: 'A refresh that fails takes the evidence that was there',
  breaks: 'cached-evidence-is-replaced-or-freed',
  world: 'bind-faults',
  steps: 20,
});
