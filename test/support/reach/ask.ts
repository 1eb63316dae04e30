import { expect } from 'vitest';
import {
  type Flow,
  type HostView,
  type Lowered,
  parseFlow,
  reach,
  reachModelOf,
} from '../../../src/model/reach/index.js';
import { type CommandRequest, TUTORIAL } from '../features/given.js';
import { lowered } from './forwards.js';

/** `vpc1/private -> 10.0.1.1:8080` as a flow. */
export function flowOf(text: string): Flow {
  const [from = '', to = ''] = text.split(' -> ');
  return parseFlow(from, to, (reason) => {
    throw new Error(reason);
  });
}

/** What the model says of a flow: `yes: …` or `no: …`, with what decided it. */
export function ask(desired: Lowered, text: string, host: HostView = null): string {
  const { reachable, decided } = reach(reachModelOf(desired, host), flowOf(text));
  return `${reachable ? 'yes' : 'no'}: ${decided.says}`;
}

/** The first steps of the tutorial: two VPCs that are not peered, nothing policed. */
export const APART = TUTORIAL.slice(0, 5);
export const PEERED = TUTORIAL.slice(0, 6);

/** A policy of a subnet of vpc1. */
export const apply = (subnet: string, cidr: string, rules: object): CommandRequest => [
  'firewall.apply',
  { vpc: 'vpc1', subnet, policy: { subnet: cidr, ...rules } },
];

/** A row: a flow and what the model says of it. */
export function holds(
  requests: readonly CommandRequest[],
  rows: readonly (readonly [string, string])[],
): void {
  const desired = lowered(...requests);
  expect(Object.fromEntries(rows.map(([flow]) => [flow, ask(desired, flow)]))).toEqual(
    Object.fromEntries(rows),
  );
}
