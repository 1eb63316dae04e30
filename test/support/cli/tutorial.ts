import { writeFileSync } from 'node:fs';
import type { Lab } from '../lab/harness.js';
import { outside } from './lab-files.js';
import { ok } from './vpcctl.js';

/** The policy of the tutorial's step 9. */
export const POLICY = {
  subnet: '10.0.1.0/24',
  ingress: [
    { port: 8080, protocol: 'tcp', action: 'allow' },
    { port: 22, protocol: 'tcp', action: 'deny' },
    { port: 443, protocol: 'tcp', action: 'allow' },
  ],
};

export const POLICY_FILE = '/run/firewall-policy.json';

/** The changing commands of the tutorial and those beside them, in an order in which each can run. */
export const STORY: readonly (readonly [string, ...string[]])[] = [
  ['create-vpc', 'vpc1', '10.0.0.0/16', '--interface', 'eth0'],
  ['add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'vpc1', 'private', '10.0.2.0/24', '--type', 'private'],
  ['create-vpc', 'vpc2', '172.16.0.0/16'],
  ['add-subnet', 'vpc2', 'web', '172.16.1.0/24', '--type', 'public'],
  ['peer', 'vpc1', 'vpc2'],
  ['apply-firewall', 'vpc1', 'public', POLICY_FILE],
  ['clear-firewall', 'vpc1', 'public'],
  ['unpeer', 'vpc1', 'vpc2'],
  ['add-instance', 'vpc1', 'private', 'db1'],
  ['delete-subnet', 'vpc1', 'private'],
  ['delete-vpc', 'vpc1'],
  ['delete-vpc', 'vpc2'],
];

/** Puts a file into the lab. */
export function writeIn(lab: Lab, path: string, text: string): void {
  writeFileSync(outside(lab, path), text);
}

/** Two VPCs with their three subnets, nothing peered, and the policy file. */
export async function buildTutorial(lab: Lab): Promise<void> {
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  for (const args of STORY.slice(0, 5)) await ok(lab, ...args);
}
