import { join } from 'node:path';
import { UPLINK } from '../../../src/lab/layout.js';
import type { CommandLine } from '../measure/program.js';
import { NETWORK, type Subnet, toAdd, toCreate, toDelete, type Vpc } from './scenario.js';

/** One step, done by vpcctl and, where it changes something, by a script. */
export interface Step {
  /** Unique. */
  readonly name: string;
  readonly vpcctl: CommandLine;
  readonly script: CommandLine | null;
}

/** The ways to do the same. */
export type Way = 'vpcctl' | 'script';

/** Steps in an order in which they can be done: what builds, and what takes all of it away. */
export interface Steps {
  readonly build: readonly Step[];
  readonly remove: readonly Step[];
}

/**
 * The changing commands of the tutorial, those beside them, and `list` where there is most to list.
 * @param scripts the directory of the scripts
 * @param policyFile a file that holds the tutorial's policy
 */
export function steps(scripts: string, policyFile: string): Steps {
  const { vpc1, vpc2, web } = NETWORK;
  const both = [vpc1, vpc2].flatMap(({ name, cidr, number }) => [name, cidr, number]);
  const target = [vpc1.name, NETWORK.public.name];
  const group = [...target, NETWORK.public.address];
  const build: readonly Step[] = [
    create('create-vpc, the first', vpc1, 'first'),
    add('add-subnet, public', NETWORK.public),
    add('add-subnet, private', NETWORK.private),
    create('create-vpc, the second', vpc2, ''),
    add('add-subnet, to the second', web),
    step('peer', ['peer', vpc1.name, vpc2.name], ['peer.sh', ...both]),
    step(
      'apply-firewall',
      ['apply-firewall', ...target, policyFile],
      ['apply-firewall.sh', ...group],
    ),
    step('list', ['list'], null),
  ];
  const remove: readonly Step[] = [
    step('clear-firewall', ['clear-firewall', ...target], ['clear-firewall.sh', ...group]),
    step('unpeer', ['unpeer', vpc1.name, vpc2.name], ['unpeer.sh', ...both]),
    step(
      'delete-subnet',
      ['delete-subnet', vpc2.name, web.name],
      ['delete-subnet.sh', ...toDelete(web)],
    ),
    deleteVpc('delete-vpc, two subnets', vpc1, [NETWORK.public, NETWORK.private], ''),
    deleteVpc('delete-vpc, the last', vpc2, [], 'last'),
  ];
  return { build: build.map(placed), remove: remove.map(placed) };

  function placed({ script, ...rest }: Step): Step {
    if (script === null) return { ...rest, script };
    const [file, ...args] = script;
    return { ...rest, script: ['sh', join(scripts, file), ...args] };
  }
}

function create(name: string, vpc: Vpc, first: string): Step {
  return step(
    name,
    ['create-vpc', vpc.name, vpc.cidr, '--interface', UPLINK.interface],
    ['create-vpc.sh', ...toCreate(vpc), first],
  );
}

function add(name: string, subnet: Subnet): Step {
  const type = subnet.isPublic ? 'public' : 'private';
  return step(
    name,
    ['add-subnet', subnet.vpc.name, subnet.name, subnet.cidr, '--type', type],
    ['add-subnet.sh', ...toAdd(subnet)],
  );
}

function deleteVpc(name: string, vpc: Vpc, subnets: readonly Subnet[], last: string): Step {
  const lines = subnets.map((subnet) => toDelete(subnet).join(' ')).join('\n');
  return step(
    name,
    ['delete-vpc', vpc.name],
    ['delete-vpc.sh', vpc.name, vpc.gateway, vpc.number, lines, last],
  );
}

function step(name: string, vpcctl: readonly string[], script: CommandLine | null): Step {
  return { name, vpcctl: ['vpcctl', ...vpcctl], script };
}
