import { expect, it } from 'vitest';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { declaredBy } from '../../../../src/engine/topology/declared.js';
import { TopologyRefused } from '../../../../src/engine/topology/request.js';
import { checkDocument } from '../../../../src/engine/topology/schema.js';
import { applied, exported, planOn, registry } from '../../../support/topology/registry.js';

const SHOP = {
  vpcs: {
    shop: {
      cidr: '10.0.0.0/16',
      subnets: {
        web: {
          cidr: '10.0.1.0/24',
          type: 'public',
          instances: { web1: {}, web2: { ip: '10.0.1.20' } },
          forward: ['8080:80'],
          shape: { rate: '10mbit' },
        },
        db: {
          cidr: 'auto/24',
          firewall: {
            ingress: [{ action: 'allow', protocol: 'tcp', port: 5432, source: 'sg:shop/web' }],
          },
        },
      },
    },
    office: { cidr: '10.9.0.0/16', subnets: { desk: { cidr: '10.9.1.0/24' } } },
  },
  peerings: [{ between: ['shop', 'office'], allow: ['10.0.1.0/24'] }],
};

const lines = ({ items }: { items: readonly { action: string; what: string; text: string }[] }) =>
  items.map(({ action, what, text }) => `${action} ${what}: ${text}`);

/** SHOP with other things at a path of keys; undefined leaves a key out. */
function shopWith(path: readonly string[], value: unknown): typeof SHOP {
  const copy = structuredClone(SHOP);
  let at: Record<string, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

it('says what it creates, with the settings of each object', async () => {
  expect(lines(await planOn(EMPTY_STATE, SHOP))).toEqual([
    'create VPC shop: 10.0.0.0/16',
    'create subnet shop/web: 10.0.1.0/24, public; has 1 forward; is limited: in 10mbit, burst 25000b, latency 400ms; out 10mbit, burst 25000b, latency 400ms',
    'create instance shop/web/web2: 10.0.1.20',
    'create instance shop/web/web1: 10.0.1.2',
    'create subnet shop/db: 10.0.0.0/24; gets a policy of 1 rule',
    'create VPC office: 10.9.0.0/16',
    'create subnet office/desk: 10.9.1.0/24',
    'create peering of office and shop: 10.0.1.0/24',
  ]);
});

it('is one change that names itself', async () => {
  const { events, description } = await planOn(EMPTY_STATE, SHOP);
  expect(events[0]?.type).toBe('topology.apply');
  expect(events.at(-1)?.type).toBe('topology.own');
  expect(description).toBe('apply net (8 created)');
});

it('says in words what changes of a policy', async () => {
  const state = await applied(EMPTY_STATE, SHOP);
  const rules = [
    { action: 'allow', protocol: 'tcp', port: 5432, source: 'sg:shop/web' },
    { action: 'allow', protocol: 'icmp' },
  ];
  const path = ['vpcs', 'shop', 'subnets', 'db', 'firewall'];
  expect(lines(await planOn(state, shopWith(path, { ingress: rules })))).toEqual([
    'change shop/db: policy gets 1 rule',
  ]);
  expect(lines(await planOn(state, shopWith(path, { ingress: rules.slice(1) })))).toEqual([
    'change shop/db: policy gets 1 rule and loses 1 rule',
  ]);
});

it('keeps a network that was chosen by itself', async () => {
  const state = await applied(
    EMPTY_STATE,
    shopWith(['vpcs', 'shop', 'subnets', 'aa'], { cidr: 'auto/24' }),
  );
  const later = shopWith(['vpcs', 'shop', 'subnets', 'aa'], { cidr: 'auto/24' });
  expect((await planOn(state, later)).events).toEqual([]);
  const other = shopWith(['vpcs', 'shop', 'subnets', 'aa'], { cidr: 'auto/25' });
  expect(lines(await planOn(state, other))).toEqual([
    expect.stringMatching(/^replace subnet shop\/aa: cidr 10\.0\.\d+\.0\/24 becomes auto\/25$/),
  ]);
});

it('replaces what cannot change in place, and says what goes along', async () => {
  const state = await applied(
    EMPTY_STATE,
    shopWith(['vpcs', 'office', 'subnets', 'desk', 'instances'], { lamp: {} }),
  );
  const plan = await planOn(
    state,
    shopWith(['vpcs', 'office', 'subnets', 'desk', 'cidr'], '10.9.2.0/24'),
  );
  expect(lines(plan)).toEqual(['replace subnet office/desk: cidr 10.9.1.0/24 becomes 10.9.2.0/24']);
  expect(plan.notes).toEqual(['goes along: instance office/desk/lamp']);
});

it('says that settings of a replaced object go along, too', async () => {
  const web = ['vpcs', 'shop', 'subnets', 'web'];
  const state = await applied(EMPTY_STATE, SHOP);
  const { forward: _, cidr: __, ...rest } = SHOP.vpcs.shop.subnets.web;
  const plan = await planOn(state, shopWith(web, { ...rest, cidr: '10.0.7.0/24', instances: {} }));
  expect(plan.notes.join('\n')).toContain('forward of shop/web');
});

it('prunes what it made and names no more, and nothing else', async () => {
  const state = await applied(EMPTY_STATE, SHOP);
  const others = await applied(
    state,
    { vpcs: { shop: { cidr: '10.0.0.0/16', subnets: { mine: { cidr: '10.0.50.0/24' } } } } },
    { name: 'mine' },
  );
  const plan = await planOn(others, { vpcs: {} }, { prune: true });
  expect(lines(plan)).toEqual([
    'delete subnet shop/web: ',
    'delete instance shop/web/web2: ',
    'delete instance shop/web/web1: ',
    'delete subnet shop/db: ',
    'delete VPC office: ',
    'delete subnet office/desk: ',
    'delete peering of office and shop: ',
  ]);
  expect(plan.notes).toEqual(['VPC shop stays: it holds subnet shop/mine, which is not of net']);
});

it('prunes a setting, unless it was changed since', async () => {
  const state = await applied(EMPTY_STATE, SHOP);
  const path = ['vpcs', 'shop', 'subnets', 'db', 'firewall'];
  const without = shopWith(path, undefined);
  expect(lines(await planOn(state, without, { prune: true }))).toEqual([
    'change shop/db: loses its policy',
  ]);
  const changed = await applied(state, shopWith(path, { ingress: [] }), { name: 'other' });
  const plan = await planOn(changed, without, { prune: true });
  expect(plan.items).toEqual([]);
  expect(plan.notes).toEqual(['firewall of shop/db stays: it was changed after net had set it']);
});

it('prunes a setting once, although another level has one of that name', async () => {
  const state = await applied(EMPTY_STATE, SHOP);
  const path = ['vpcs', 'shop', 'subnets', 'web', 'forward'];
  expect(lines(await planOn(state, shopWith(path, undefined), { prune: true }))).toEqual([
    'change shop/web: has no forward any more',
  ]);
});

it('lets a forwarded port move, whichever subnet stands first', async () => {
  const web = ['vpcs', 'shop', 'subnets', 'web', 'forward'];
  const db = ['vpcs', 'shop', 'subnets', 'db', 'forward'];
  const at = (there: readonly string[], gone: readonly string[]) => {
    const moved = shopWith(there, ['8080:80']);
    const { vpcs } = moved;
    const last = gone[3] as 'web' | 'db';
    return {
      ...moved,
      vpcs: {
        ...vpcs,
        shop: {
          ...vpcs.shop,
          subnets: { ...vpcs.shop.subnets, [last]: { ...vpcs.shop.subnets[last], forward: [] } },
        },
      },
    };
  };
  const first = await applied(EMPTY_STATE, SHOP);
  const there = await applied(first, at(db, web));
  const back = await applied(there, at(web, db));
  expect(exported(back)).toEqual(exported(first));
});

it('says all that is wrong at once, each at its place, and one reason for an object', async () => {
  const wrong = {
    vpcs: {
      shop: {
        cidr: '10.0.0.0/16',
        subnets: {
          web: { cidr: '10.5.0.0/24', instances: { one: {} } },
          db: { cidr: '10.0.2.0/24', forward: ['99999:80'] },
        },
      },
    },
    peerings: [{ between: ['shop', 'shop'] }],
  };
  const error = await planOn(EMPTY_STATE, wrong).catch((thrown: unknown) => thrown);
  if (!(error instanceof TopologyRefused)) throw new Error(String(error));
  expect(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    "vpcs.shop.subnets.web: 10.5.0.0/24 is not inside shop's 10.0.0.0/16",
    'peerings.0: VPC shop cannot be peered with itself',
    'vpcs.shop.subnets.db.forward: "99999:80" has a port that is not between 1 and 65535',
  ]);
});

it('suggests the key that was meant, at each level', async () => {
  const error = await planOn(EMPTY_STATE, {
    vpc: {},
    vpcs: { shop: { cdir: '10.0.0.0/16', subnets: { web: { cidr: 'auto/24', instance: {} } } } },
  }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TopologyRefused)) throw new Error(String(error));
  const text = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
  expect(text).toContain('vpcs.shop.cdir: unknown key "cdir"; did you mean cidr?');
  expect(text).toContain(
    'vpcs.shop.subnets.web.instance: unknown key "instance"; did you mean instances?',
  );
  expect(text).toContain('vpc: unknown key "vpc"; did you mean vpcs?');
});

it.each([
  ['ingress', 'from', 'did you mean source?'],
  ['ingress', 'src_ip', 'did you mean source?'],
  ['ingress', 'cidr', 'did you mean source?'],
  ['ingress', 'cidr_blocks', 'did you mean source?'],
  ['ingress', 'dport', 'did you mean port?'],
  ['ingress', 'toPort', 'did you mean port?'],
  ['ingress', 'proto', 'did you mean protocol?'],
  ['ingress', 'verdict', 'did you mean action?'],
  ['ingress', 'comment', 'did you mean description?'],
  ['egress', 'to', 'did you mean destination?'],
  ['egress', 'cidr', 'did you mean destination?'],
  // These are the subnet itself, and nothing to write.
  ['ingress', 'to', 'there is: action, protocol, port, ports, type, description, source, sources'],
  ['egress', 'from', 'there is: action, protocol, '],
])('suggests for a key of other tools in a rule of %s: %s', async (direction, key, hint) => {
  const rule = { action: 'allow', [key]: 'x' };
  const web = { cidr: 'auto/24', firewall: { [direction]: [rule] } };
  // A VPC may have the name of a key.
  const vpcs = { firewall: { cidr: '10.0.0.0/16', subnets: { web } } };
  const error = await planOn(EMPTY_STATE, { vpcs }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TopologyRefused)) throw new Error(String(error));
  const [issue] = error.issues;
  const where = ['vpcs', 'firewall', 'subnets', 'web', 'firewall', direction, 0, key];
  expect(issue?.path).toEqual(where);
  expect(issue?.message).toContain(`unknown key "${key}"; ${hint}`);
});

it('suggests the two lists of a policy by the names of other tools', async () => {
  const firewall = { inbound: [], subnet: '10.0.0.0/24' };
  const vpcs = { shop: { cidr: '10.0.0.0/16', subnets: { web: { cidr: 'auto/24', firewall } } } };
  const error = await planOn(EMPTY_STATE, { vpcs }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TopologyRefused)) throw new Error(String(error));
  expect(error.issues.map(({ message }) => message)).toEqual([
    'unknown key "inbound"; did you mean ingress?',
    'unknown key "subnet"; there is: ingress, egress',
  ]);
});

it('destroys what a document names', async () => {
  const state = await applied(EMPTY_STATE, SHOP);
  const plan = await planOn(state, SHOP, { action: 'destroy' });
  expect(exported(plan.stateAfter)).toEqual({});
  expect(plan.description).toBe('destroy net (8 deleted)');
});

it('names what is missing in an object', () => {
  const document = { vpcs: { shop: { subnets: { web: { cidr: 10 } } } } };
  expect(checkDocument(declaredBy(registry), document)).toEqual([
    {
      path: ['vpcs', 'shop', 'cidr'],
      message: expect.stringMatching(/^cidr is missing: write a network such as 10\.0\.0\.0\/16/),
    },
    {
      path: ['vpcs', 'shop', 'subnets', 'web', 'cidr'],
      message: expect.stringMatching(/^must be a network such as 10\.0\.1\.0\/24/),
    },
  ]);
});
