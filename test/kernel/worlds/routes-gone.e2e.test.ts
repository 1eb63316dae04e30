import { it } from 'vitest';
import { BACKEND } from '../../support/lab/harness.js';
import { expectKeptWithoutRoutes } from '../../support/worlds/sabotage/routes-gone.js';

it('connections to a VPC neither reach its twin nor end while the routes of the VPC are gone', () =>
  expectKeptWithoutRoutes(BACKEND));
