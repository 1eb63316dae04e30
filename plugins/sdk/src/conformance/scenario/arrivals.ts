import type { Subject } from './subject.js';

/**
 * Counts the packets that arrive in a namespace (null: the host) and match `match`, an nft match,
 * while `use` runs.
 */
export async function countIn(
  { shell }: Subject,
  namespace: string | null,
  match: string,
  use: (arrived: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const chain = `chain in { type filter hook input priority 10; ${match} counter; }`;
  await shell(namespace, `nft "table ip arrivals { ${chain}; }"`);
  try {
    await use(async () => {
      const { stdout } = await shell(namespace, 'nft list table ip arrivals');
      return Number(stdout.match(/packets (\d+)/)?.[1]);
    });
  } finally {
    await shell(namespace, 'nft delete table ip arrivals');
  }
}
