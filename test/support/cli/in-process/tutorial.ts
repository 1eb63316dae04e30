import { POLICY, POLICY_FILE, STORY } from '../tutorial.js';
import { ok } from '../vpcctl.js';
import { createTestHost, type TestHost, type TestHostOptions } from './test-host.js';

/** A host in memory, and the tutorial's policy as a file on it. */
export function hostWithPolicy(options?: TestHostOptions): TestHost & { policyFile: string } {
  const host = createTestHost(options);
  return { ...host, policyFile: host.write('policy.json', JSON.stringify(POLICY)) };
}

/** The tutorial's commands and those beside them, with the policy where this host has it. */
export function storyOn({ policyFile }: { readonly policyFile: string }): string[][] {
  return STORY.map((args) => args.map((word) => (word === POLICY_FILE ? policyFile : word)));
}

/** Two VPCs with their three subnets, nothing peered: entries 1 to 10. */
export async function tutorialHost(options?: TestHostOptions) {
  const host = hostWithPolicy(options);
  for (const args of STORY.slice(0, 5)) await ok(host, ...args);
  return host;
}
