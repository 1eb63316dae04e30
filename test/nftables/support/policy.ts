import { nftables } from '@vpcctl/nftables';
import { type Change, diff, type HostReader, type Json, type Resource } from '@vpcctl/sdk';
import type { Lab } from './lab.js';

/** The nft objects of `changes`; the driver compiles to nothing else. */
export function transaction(changes: readonly Change[]): readonly Json[] {
  return nftables.compile(changes).flatMap((command) => {
    if (command.type !== 'nft') throw new Error(`unexpected ${command.type} command`);
    return command.objects;
  });
}

/** The nft objects that lead from one set of resources to another. */
export function transition(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Json[] {
  return transaction(diff(before, after));
}

/** Makes the lab's packet policy `after`, where it is `before`. */
export async function apply(
  lab: Lab,
  before: readonly Resource[],
  after: readonly Resource[],
): Promise<void> {
  const objects = transition(before, after);
  if (objects.length === 0) return;
  // Through a file: nft cannot open the socket pair that Node makes of a pipe.
  const script = 'cat > /run/transaction.json && exec nft -j -f /run/transaction.json';
  await lab.run('sh', ['-c', script], JSON.stringify({ nftables: objects }));
}

/** What the driver sees in the lab. */
export function observe(lab: Lab, candidates: readonly Resource[]): Promise<Resource[]> {
  const reader: HostReader = { run: lab.run, readFile: () => null };
  return nftables.observe(reader, candidates);
}
