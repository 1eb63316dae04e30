import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  API_VERSION,
  defineFeature,
  defineIntent,
  inputError,
  type Resource,
  requireVpc,
  type State,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import * as z from 'zod';
import type { SourcePart } from '../cli/in-process/source-config.js';

const tableSchema = z.object({ vpc: z.string(), to: z.array(z.string()) });
type Table = z.infer<typeof tableSchema>;

const select = (state: State) => (state['route-table'] ?? {}) as Record<string, Table>;

/** `add-route VPC TO`: the VPC itself answers for a network. */
const add = defineIntent({
  type: 'route-table.add',
  version: 1,
  input: z.object({ vpc: z.string(), to: z.string() }),
  data: tableSchema,
  decide(state, { vpc, to }) {
    requireVpc(state, vpc);
    return { vpc, to: [to] };
  },
  precondition: (state, { vpc }) => {
    requireVpc(state, vpc);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, to }) => `route ${to.join(' and ')} in ${vpc}`,
});

/** Learns the networks behind the host's interface `tun0`. */
const learn = defineIntent({
  type: 'route-table.learn',
  version: 1,
  input: z.object({}),
  data: z.object({ tables: z.array(tableSchema) }),
  decide(state, _, { host }) {
    const behind = host.routes.filter((route) => route.interface === 'tun0');
    const tables = Object.values(select(state)).flatMap(({ vpc, to }) => {
      const fresh = behind.map(({ destination }) => destination).filter((one) => !to.includes(one));
      return fresh.length === 0 ? [] : [{ vpc, to: fresh }];
    });
    if (tables.length > 0) return { tables };
    throw inputError('ROUTES_NOTHING_NEW', 'there is no new network', 'wait for one');
  },
  describe: ({ tables }) => `learn routes for ${tables.map(({ vpc }) => vpc).join(' and ')}`,
});

const withTable = (tables: Record<string, Table>, { vpc, to }: Table) => ({
  ...tables,
  [vpc]: { vpc, to: [...(tables[vpc]?.to ?? []), ...to] },
});

const feature = defineFeature<Record<string, Table>>({
  name: 'route-table',
  initial: {},
  intents: [add, learn],
  evolve: {
    'route-table.add': withTable,
    'route-table.learn': (tables, data: { tables: Table[] }) =>
      data.tables.reduce(withTable, tables),
    'vpc.delete': ({ ...tables }, { name }: { name: string }) => {
      delete tables[name];
      return tables;
    },
  },
  lower: (state) =>
    Object.values(select(state)).flatMap(({ vpc, to }) =>
      to.map((destination) => route(state, vpc, destination)),
    ),
  show: (state, { vpc, subnet }) => {
    const to = select(state)[vpc]?.to;
    if (to === undefined || subnet !== null) return [];
    return [{ label: 'routes', text: to.join(', '), value: to }];
  },
  rescan: (state) =>
    Object.keys(select(state)).length === 0
      ? null
      : { type: learn.type, input: {}, nothingNew: 'ROUTES_NOTHING_NEW' },
});

function route(state: State, vpc: string, destination: string): Resource {
  const { segment: table, bridge } = requireVpc(state, vpc);
  const path = { via: null, link: bridge.name, onlink: false, metric: null, source: null };
  return {
    kind: 'route',
    id: `route:${table}:${destination}`,
    attributes: { namespace: null, table, destination, ...path },
    dependsOn: [`bridge:${bridge.name}`],
    why: `a route of ${vpc}`,
  };
}

class AddRoute extends ChangeCommand {
  static override summary = 'Add a route to a VPC.';
  static override args = { vpc: argument('Name of the VPC.'), to: argument('A network.') };

  async run(): Promise<ChangeOutput> {
    const { args: input, flags } = await this.parse(AddRoute);
    return this.change({ type: add.type, input, flags, summary: (_, done) => [done] });
  }
}

/** A plugin with the feature `route-table`, for a product that has never heard of it. */
export function routeTables(directory: string): SourcePart {
  const place = join(directory, 'vpcctl-route-table');
  mkdirSync(place, { recursive: true });
  const manifest = { name: 'vpcctl-route-table', version: '1.0.0', oclif: {} };
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest));
  const plugin = (): VpcctlPlugin => ({
    ...{ name: 'vpcctl-route-table', apiVersion: API_VERSION, features: [feature] },
  });
  return {
    directory: place,
    commands: { 'add-route': AddRoute },
    hooks: { 'vpcctl:plugin': plugin },
  };
}
