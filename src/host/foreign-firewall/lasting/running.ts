import { type HostReader, isVpcctlError, type VpcTraffic } from '@vpcctl/sdk';
import { type Match, matchesOf, ownerOf } from '../accept-rules.js';
import type { ForeignTable } from '../chains.js';
import type { Edit } from '../edits.js';
import { transactionText } from '../nftables.js';
import { contentIn, readOpenTable, type TableName, writeTable } from '../tables.js';
import { NAME, setElements } from './firewalld.js';
import { CHAINS } from './ufw.js';

/**
 * Gives the VPCs' traffic to the set that firewalld has loaded. No reload is needed, which would
 * drop what else was changed at run time.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export async function updateFirewalld(
  host: HostReader,
  vpcs: readonly VpcTraffic[],
): Promise<void> {
  const set = { family: 'inet', table: 'firewalld', name: NAME };
  const elements = { add: { element: { ...set, elem: setElements(vpcs) } } };
  const objects = [{ flush: { set } }, ...(vpcs.length === 0 ? [] : [elements])];
  try {
    await host.run('nft', ['-j', '-f', '-'], transactionText(objects));
  } catch (error) {
    if (!isVpcctlError(error) || !isNotLoaded(error)) throw error;
  }
}

/** There is no such set, no nftables, or only firewalld itself may change its table. */
function isNotLoaded({ code, message }: { code: string; message: string }): boolean {
  const said = /No such file or directory|cache initialization failed|not permitted/;
  return code === 'HOST_PROGRAM_MISSING' || said.test(message);
}

/**
 * Gives the VPCs' rules to the chains that ufw has loaded, by whichever iptables.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export async function updateUfw(host: HostReader, vpcs: readonly VpcTraffic[]): Promise<void> {
  for (const filter of ['iptables-nft', 'iptables-legacy'] as const) {
    const name: TableName = { filter, family: 'ip', table: 'filter' };
    const table = await readOpenTable(host, name);
    const edits = (['forward', 'input'] as const).flatMap((hook) => {
      const rules = vpcs.flatMap((vpc) =>
        matchesOf({ ...vpc, hook }).map((match) => ({ match, comment: ownerOf(vpc) })),
      );
      return editsOf(table, CHAINS[hook], rules);
    });
    if (edits.length > 0) await writeTable(host, name, edits);
  }
}

/** Puts rules at the end of a chain, in place of those of ours. None where the chain is missing. */
export function editsOf(
  table: ForeignTable,
  chain: string,
  wanted: readonly { readonly match: Match; readonly comment: string }[],
): Edit[] {
  const rules = table.get(chain)?.rules;
  if (rules === undefined) return [];
  const own = rules.filter(({ comment }) => comment?.startsWith('vpcctl '));
  const contentOf = contentIn('iptables-nft');
  const isSame =
    own.map(({ content }) => content).join('\n') ===
    wanted.map(({ match, comment }) => contentOf(match, comment)).join('\n');
  if (isSame) return [];
  const others = rules.length - own.length;
  return [
    ...own.map(({ handle }): Edit => ({ type: 'delete', chain, handle })),
    ...wanted.map(
      (rule, i): Edit => ({ type: 'insert', chain, ...rule, index: others + i, before: null }),
    ),
  ];
}
