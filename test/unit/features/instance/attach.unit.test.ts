import { describe, expect, it } from 'vitest';
import { BARE_HOST } from '../../../support/features/facts.js';
import { type CommandRequest, given, givenOn, registry } from '../../../support/features/given.js';

const WEB: CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
  ['subnet.add', { vpc: 'vpc1', name: 'db', cidr: '10.0.2.0/24' }],
];

/** A container's namespace, with an interface and a route of its own, but no default route. */
const FOUND = {
  by: { netns: 'c1' },
  names: ['c1'],
  host: false,
  interfaces: ['lo', 'eth0'],
  routes: [{ destination: '192.168.7.0/24', interface: 'eth0' }],
};
const DEFAULT = { destination: '0.0.0.0/0', interface: 'eth0' };
const PROCESS = { pid: 4711, started: '123456', boot: 'b00t', inode: 4026532000 };

const attach = (namespace = {}, more = {}): CommandRequest => [
  'instance.attach',
  { vpc: 'vpc1', subnet: 'web', namespace: { ...FOUND, ...namespace }, ...more },
];
const byProcess = { by: { process: PROCESS }, names: [] };

/** The resources that a request adds, by kind. */
function made(request: CommandRequest) {
  const before = given(...WEB);
  const ids = new Set(before.resources.map(({ id }) => id));
  return before.when(...request).resources.filter(({ id }) => !ids.has(id));
}
const kinds = (request: CommandRequest) => made(request).map(({ kind }) => kind);
const routes = (request: CommandRequest) =>
  made(request).flatMap(({ kind, attributes }) =>
    kind === 'route' ? `${attributes['destination']} ${attributes['via']}` : [],
  );

function thrown(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('attaching a namespace', () => {
  it('is described in words, with its VPC and subnet', () => {
    const words = (request: CommandRequest) => given(...WEB).when(...request).description;
    expect(words(attach())).toBe('attach namespace c1 to vpc1/web as c1 10.0.1.2');
    expect(words(attach(byProcess, { name: 'app' }))).toBe(
      'attach process 4711 to vpc1/web as app 10.0.1.2',
    );
  });

  it('adds a workload to the subnet, without creating the namespace', () => {
    expect(given(...WEB).when(...attach()).data).toMatchObject({
      name: 'c1',
      address: '10.0.1.2',
      namespace: 'c1',
      guestEnd: { name: 'veth-ns-c1' },
      hostEnd: { name: 'veth-vpc1-web-c', altname: 'veth-vpc1-web-c1' },
      attachment: { process: null, routes: ['default'] },
    });
    expect(kinds(attach())).toEqual([
      'source-guard',
      'veth',
      'sysctl',
      'address',
      'route',
      'route',
    ]);
  });

  it('by a process gets a name of ours', () => {
    const [port, name] = made(attach(byProcess, { name: 'c1' }));
    expect(port?.kind).toBe('source-guard');
    expect(name).toMatchObject({
      id: 'namespace-alias:vpc1-web-c1',
      attributes: { name: 'vpc1-web-c1', process: PROCESS },
    });
    expect(given(...WEB).when(...attach(byProcess)).data).toMatchObject({ name: 'pid4711' });
  });

  it('adds a default route to the router where it has none', () => {
    expect(routes(attach())).toEqual(['10.0.1.0/24 null', 'default 10.0.0.1']);
  });

  it.each([
    ['it has a default route', attach({ routes: [DEFAULT] })],
    ['one does not want it', attach({}, { defaultRoute: false })],
  ])('adds a route to the VPC where %s', (_, request) => {
    expect(routes(request)).toEqual(['10.0.1.0/24 null', '10.0.0.0/16 10.0.0.1']);
  });

  it('adds no second route where the subnet is the whole VPC', () => {
    const whole: CommandRequest[] = [
      ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.0.0/16' }],
    ];
    expect(given(...whole).when(...attach({ routes: [DEFAULT] })).data).toMatchObject({
      attachment: { routes: [] },
    });
  });

  it.each(['10.0.1.0/24', '10.0.1.128/25', '10.0.0.0/8'])(
    'is refused where it reaches %s through another interface',
    (destination) => {
      const error = given(...WEB).refuses(
        ...attach({ routes: [{ destination, interface: 'eth0' }] }),
      );
      expect(error.code).toBe('ROUTE_CLASH');
      expect(error.message).toContain(`already has a route to ${destination} by eth0`);
    },
  );

  it('is refused where it reaches the VPC through another interface, and needs the route', () => {
    const routes = [DEFAULT, { destination: '10.0.0.0/16', interface: 'eth0' }];
    expect(given(...WEB).refuses(...attach({ routes })).code).toBe('ROUTE_CLASH');
  });

  it('gives the interface another name where its name is taken', () => {
    const { data } = given(...WEB).when(...attach({ interfaces: ['lo', 'veth-ns-c1'] }));
    expect(data).toHaveProperty('guestEnd.name', expect.stringMatching(/^veth-[0-9a-f]{10}$/));
    expect(data).toHaveProperty('guestEnd.altname', 'veth-ns-vpc1-web-c1');
  });

  it('is refused for the namespace of the host, and for ours', () => {
    expect(given(...WEB).refuses(...attach({ host: true })).code).toBe('NAMESPACE_IS_HOST');
    const ours = attach({ ...byProcess, names: ['other', 'vpc1-db'] }, { name: 'c1' });
    expect(given(...WEB).refuses(...ours)).toMatchObject({
      code: 'NAMESPACE_IS_OWN',
      message: "this is the namespace of vpc1/db, and vpcctl's own",
    });
  });

  it('is possible in two subnets: the second adds to the routes of the first', () => {
    const { data } = given(...WEB, attach()).when(...attach({}, { subnet: 'db' }));
    expect(data).toMatchObject({
      address: '10.0.2.2',
      guestEnd: { altname: 'veth-ns-vpc1-db-c1' },
      attachment: { routes: ['10.0.0.0/16'] },
    });
  });

  it('is possible in two subnets where it has its own default route, with one route to the VPC', () => {
    const own = { routes: [DEFAULT] };
    const second = given(...WEB, attach(own)).when(...attach(own, { subnet: 'db' }));
    expect(second.data).toMatchObject({ attachment: { routes: [] } });
  });

  it('is refused twice in one subnet, and in one of another VPC with the same addresses', () => {
    const twin: CommandRequest[] = [
      ['vpc.create', { name: 'twin', cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: 'twin', name: 'web', cidr: '10.0.1.0/24' }],
    ];
    const made = given(...WEB, ...twin, attach());
    expect(made.refuses(...attach({}, { name: 'c2' })).code).toBe('ROUTE_CLASH');
    expect(made.refuses(...attach({}, { vpc: 'twin' })).code).toBe('ROUTE_CLASH');
  });

  it('has a broken precondition where its route is taken since', () => {
    const { data } = given(...WEB).when(...attach());
    const other = given(...WEB, attach({}, { subnet: 'db' })).state;
    const intent = registry.intent('instance.attach');
    expect(() => intent?.precondition?.(given(...WEB).state, data)).not.toThrow();
    expect(thrown(() => intent?.precondition?.(other, data))).toContain(
      'by veth-ns-c1, which conflicts with vpc1/web/c1',
    );
  });

  it.each(['-c1', 'a b', "a'b", 'a#b'])(
    'is refused by the name %j, which ip does not read as a plain name',
    (netns) => {
      const request = attach({ by: { netns }, names: [netns] }, { name: 'c1' });
      expect(given(...WEB).refuses(...request).code).toBe('NETNS_UNUSABLE');
    },
  );

  it('by a process is refused where its name is taken', () => {
    const host = { ...BARE_HOST, namespaces: ['vpc1-web-c1'] };
    const request = attach(byProcess, { name: 'c1' });
    expect(givenOn(host, ...WEB).refuses(...request).code).toBe('NAMESPACE_NOT_OURS');
  });

  it('is refused where a later subnet would get its name', () => {
    const cidr = '10.0.3.0/24';
    const error = given(...WEB, attach()).refuses('subnet.add', {
      vpc: 'vpc1',
      name: 'web-c1',
      cidr,
    });
    expect(error.code).toBe('NAMESPACE_CLASH');
  });
});

describe('detaching', () => {
  const gone = { vpc: 'vpc1', subnet: 'web', name: 'c1' };

  it('removes only what attach added', () => {
    const before = given(...WEB);
    const after = given(...WEB, attach()).when('instance.detach', gone);
    expect(after.resources).toEqual(before.resources);
  });

  it('does not delete, and deleting does not detach', () => {
    const error = given(...WEB, attach()).refuses('instance.delete', gone);
    expect(error.code).toBe('INSTANCE_ATTACHED');
    expect(error.hints).toEqual(['detach it: vpcctl detach vpc1 web c1']);
    const made = given(...WEB, ['instance.add', gone]);
    expect(made.refuses('instance.detach', gone).code).toBe('INSTANCE_NOT_ATTACHED');
  });
});
