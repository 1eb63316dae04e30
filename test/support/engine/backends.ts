import { API_VERSION, type Driver, PACKET_POLICY_KINDS, type VpcctlPlugin } from '@vpcctl/sdk';
import { coreFeatures } from '../../../src/features/index.js';
import { CORE_KINDS } from '../features/given.js';
import { type MemoryHost, memoryDriver } from './memory.js';
import { ADD_PUBLIC, CREATE_VPC1, openTestEngine } from './support.js';

export const POLICY: readonly string[] = PACKET_POLICY_KINDS;
const LINKS = CORE_KINDS.filter((kind) => !POLICY.includes(kind));

/** A driver of the packet policy that has its own things: in memory under ids of their own. */
export function backend(name: string, more: Partial<Driver> = {}): Driver {
  const inner = memoryDriver(POLICY, name);
  const mark = <T extends { id: string; dependsOn?: readonly string[] }>(resource: T): T => ({
    ...resource,
    id: `${name}/${resource.id}`,
    dependsOn: (resource.dependsOn ?? []).map((id) => `${name}/${id}`),
  });
  return {
    ...inner,
    compile: (changes) =>
      inner
        .compile(
          changes.map((change) => ({
            ...change,
            ...('before' in change && { before: mark(change.before) }),
            ...('after' in change && { after: mark(change.after) }),
          })),
        )
        .map((command) => ({ ...command, phase: 'filter' })),
    observe: async (host, candidates) =>
      (await inner.observe(host, candidates.map(mark))).map((found) => ({
        ...found,
        id: found.id.slice(name.length + 1),
      })),
    ...more,
  };
}

export const plugins = (...drivers: Driver[]): VpcctlPlugin[] => [
  {
    name: 'core',
    apiVersion: API_VERSION,
    features: coreFeatures,
    drivers: [memoryDriver(LINKS, 'links'), ...drivers],
  },
];
export const BOTH = plugins(backend('nftables'), backend('iptables-legacy'));
export const SET = ['backend.set', { name: 'iptables-legacy' }] as const;

export const having = (host: MemoryHost, name: string) =>
  Object.keys(host.things).filter((id) => id.startsWith(`${name}/`));

/** A host whose packet policy was made by one backend and then set to the other. */
export async function switched() {
  const engine = openTestEngine({ plugins: BOTH });
  await engine.play([CREATE_VPC1, ADD_PUBLIC]);
  const before = engine.host.things;
  await engine.run(SET);
  return { ...engine, before };
}
