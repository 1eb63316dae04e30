import { type CommandLine, mustRun, run } from '../measure/program.js';
import { hostState } from './host-state.js';
import type { Step, Steps, Way } from './steps.js';

/** What passes and what does not when all of the tutorial's steps are done. */
const PINGS: readonly { from: string; to: string; passes: boolean }[] = [
  { from: 'vpc1-public', to: '10.0.2.1', passes: true },
  { from: 'vpc1-public', to: '198.51.100.8', passes: true },
  { from: 'vpc1-private', to: '198.51.100.8', passes: false },
  { from: 'vpc1-private', to: '172.16.1.1', passes: true },
  // The policy on it allows only TCP.
  { from: 'vpc2-web', to: '10.0.1.1', passes: false },
];

/**
 * Builds and removes everything once each way, and checks that either way traffic passes as the tutorial says, and
 * that nothing is left.
 * @returns what the script builds otherwise than vpcctl, a line each with `-` or `+` in front; nothing where the
 *   script is up to date
 * @throws Error that says what does not work
 */
export function checkBothWays(steps: Steps): string[] {
  // Modules that the first rule of a kind loads bring sysctls with them, and these stay.
  build(steps, 'vpcctl');
  remove(steps, 'vpcctl');
  const before = hostState();
  const [byVpcctl, byScript] = [look(steps, 'vpcctl'), look(steps, 'script')];
  for (const [way, { left }] of Object.entries({ vpcctl: byVpcctl, script: byScript })) {
    const changes = differences(before, left);
    if (changes.length > 0) throw new Error([`${way} leaves:`, ...changes].join('\n'));
  }
  return differences(byVpcctl.built, byScript.built);
}

function look(steps: Steps, way: Way): { built: string[]; left: string[] } {
  build(steps, way);
  const built = hostState();
  for (const { from, to, passes } of PINGS) {
    const { exitCode } = run(['ip', 'netns', 'exec', from, 'ping', '-c1', '-W1', to]);
    if ((exitCode === 0) === passes) continue;
    throw new Error(`${way}: a ping from ${from} to ${to} ${passes ? 'is lost' : 'passes'}`);
  }
  remove(steps, way);
  return { built, left: hostState() };
}

function build(steps: Steps, way: Way): void {
  for (const step of steps.build) mustDo(step, way);
}

function remove(steps: Steps, way: Way): void {
  for (const step of steps.remove) mustDo(step, way);
}

function mustDo(step: Step, way: Way): void {
  const command: CommandLine | null = step[way];
  if (command !== null) mustRun(command);
}

function differences(wanted: readonly string[], got: readonly string[]): string[] {
  const missing = wanted.filter((line) => !got.includes(line)).map((line) => `- ${line}`);
  const extra = got.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`);
  if (missing.length + extra.length > 0) return [...missing, ...extra];
  return wanted.flatMap((line, index) => (line === got[index] ? [] : [`- in this order: ${line}`]));
}
