import { cite } from '../../model/cite.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCreateInput } from '../../model/rmm/rmi/pdev-create.ts';
import type { Bug } from '../bug.ts';

export const tfUnsupportedDevices: Bug = {
  slug: 'tf-unsupported-devices',
  title:
    'A device without SPDM, on chip, or of another category is not supported, where the text calls it an input error',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 2,
  cites: [cite.tfRmm('observed; runtime/rmi/pdev.c validate_rmi_pdev_params')],
  commands: (c) =>
    withRefusal<PdevCreateInput>(c, 'RMI_PDEV_CREATE', 'flags_supp', { status: 'RMI_ERROR_NOT_SUPPORTED' }),
};
