import { POLICY, POLICY_FILE, STORY } from '../tutorial.js';
import { ok } from '../vpcctl.js';
import { createMachine, type Machine, type MachineOptions } from './machine.js';

/** A machine in memory, and the tutorial's policy as a file on it. */
export function machineWithPolicy(options?: MachineOptions): Machine & { policyFile: string } {
  const machine = createMachine(options);
  return { ...machine, policyFile: machine.write('policy.json', JSON.stringify(POLICY)) };
}

/** The tutorial's commands and those beside them, with the policy where this machine has it. */
export function storyOn({ policyFile }: { readonly policyFile: string }): string[][] {
  return STORY.map((args) => args.map((word) => (word === POLICY_FILE ? policyFile : word)));
}

/** Two VPCs with their three subnets, nothing peered: entries 1 to 10. */
export async function tutorialMachine(options?: MachineOptions) {
  const machine = machineWithPolicy(options);
  for (const args of STORY.slice(0, 5)) await ok(machine, ...args);
  return machine;
}
