/** Which device a world has: a responder's behaviour, and how it reads what the text leaves open. */

import { type Behaviour, specification } from './behaviours.ts';
import { type Choices, defaultChoices } from './choices.ts';

export interface Device {
  readonly behaviour: Behaviour;
  readonly choices: Choices;
}

export const specifiedDevice: Device = { behaviour: specification, choices: defaultChoices };
