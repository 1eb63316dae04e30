import { nftables } from '@vpcctl/nftables';
import { type Change, diff, type Json, type Resource } from '@vpcctl/sdk';

/** The nft objects of `changes`; the driver compiles to nothing else. */
export function transaction(changes: readonly Change[]): readonly Json[] {
  return nftables.compile(changes).flatMap((operation) => {
    if (operation.op !== 'nft.transaction') throw new Error(`unexpected ${operation.op}`);
    return operation.objects;
  });
}

/** The nft objects that lead from one set of resources to another. */
export function transition(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Json[] {
  return transaction(diff(before, after));
}
