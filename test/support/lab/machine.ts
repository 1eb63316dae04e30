import { readdirSync } from 'node:fs';
// Vitest's global set-up does not know the condition by which workspaces are found.
import { textOf } from '../../../plugins/sdk/src/lab/processes.js';

/** What is read of the machine itself. Files only: no program is run in its own network namespace. */
export interface MachineState {
  readonly links: readonly string[];
  readonly namespaces: readonly string[];
  readonly routes: string | null;
  readonly sysctls: readonly (string | null)[];
  readonly mounts: readonly string[];
  /** Tables of iptables, ip6tables and arptables: the programs load one even to print their version, and it stays. */
  readonly tables: readonly (string | null)[];
}

/** Reads the machine's own network namespace, named namespaces and mounts. */
export function machineState(): MachineState {
  const links = list('/sys/class/net');
  return {
    links: links.map((name) => {
      const about = ['ifindex', 'address', 'flags', 'mtu', 'ifalias'].map((what) =>
        textOf(`/sys/class/net/${name}/${what}`)?.trim(),
      );
      return [name, ...about].join(' ');
    }),
    namespaces: list('/run/netns'),
    routes: textOf('/proc/net/route'),
    sysctls: [
      textOf('/proc/sys/net/ipv4/ip_forward'),
      ...links.map((name) => textOf(`/proc/sys/net/ipv4/conf/${name}/forwarding`)),
    ],
    mounts: (textOf('/proc/self/mounts') ?? '').split('\n').filter((line) => line !== ''),
    tables: ['ip', 'ip6', 'arp'].map((family) => textOf(`/proc/net/${family}_tables_names`)),
  };
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
