import type { ContainerFact } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import {
  hostWithContainers,
  processOf,
  running,
  STOPPED,
} from '../../../support/containers/host.js';
import { type CommandRequest, givenOn } from '../../../support/features/given.js';

const WEB: CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
  ['subnet.add', { vpc: 'vpc1', name: 'db', cidr: '10.0.2.0/24' }],
];
const attach = (more = {}): CommandRequest => [
  'instance.attach',
  { vpc: 'vpc1', subnet: 'web', container: { name: 'web' }, ...more },
];
const FOLLOW: CommandRequest = ['instance.reattach', {}];

/** What `follow` does where the container was attached in its first run, and now is as given. */
function followedAs(now: ContainerFact[], ...requests: CommandRequest[]) {
  const host = hostWithContainers(running(1));
  const before = givenOn(host.base, ...WEB, ...(requests.length > 0 ? requests : [attach()]));
  host.becomes(...now);
  return before;
}

describe('attaching a container by its name', () => {
  it('records the container, its engine and its process; its name is that of the instance', () => {
    const { data, description } = givenOn(hostWithContainers(running(1)).base, ...WEB).when(
      ...attach(),
    );
    expect(data).toMatchObject({
      ...{ name: 'web', address: '10.0.1.2', namespace: 'vpc1-web-web' },
      attachment: {
        process: processOf(1),
        routes: ['default'],
        container: { engine: 'podman', name: 'web' },
      },
    });
    expect(description).toBe('attach container web of podman to vpc1/web as web 10.0.1.2');
  });

  it.each<[string, ContainerFact[], string, string]>([
    ['no engine knows it', [{ ...STOPPED, engine: null }], 'CONTAINER_UNKNOWN', 'no engine'],
    ['it does not run', [STOPPED], 'CONTAINER_STOPPED', 'web of podman does not run'],
    [
      'engines give no answer',
      [{ ...STOPPED, engine: null, problems: ['docker is not there'] }],
      'CONTAINER_UNREACHABLE',
      'docker is not there',
    ],
    ['it has the namespace of the host', [running(1, { host: true })], 'NAMESPACE_IS_HOST', 'own'],
    ['it runs in ours', [running(1, { names: ['vpc1-db'] })], 'NAMESPACE_IS_OWN', 'vpc1/db'],
  ])('is refused where %s', (_, facts, code, message) => {
    const error = givenOn(hostWithContainers(...facts).base, ...WEB).refuses(...attach());
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it.each(['', '-v', '--help', 'a b', 'a/b', 'web\n', '../web', 'wéb', '$(id)', 'a'.repeat(256)])(
    'refuses the name %j before an engine gets it',
    (name) => {
      const request = attach({ container: { name }, name: 'c1' });
      expect(() => givenOn(hostWithContainers(running(1)).base, ...WEB).when(...request)).toThrow(
        'must be the name of a container',
      );
    },
  );
});

describe('a container that was attached by its name', () => {
  it('is attached again when it has restarted, and keeps all but process', () => {
    const before = followedAs([running(2)]);
    const { events, description, state } = before.when(...FOLLOW);
    const [was] = Object.values(before.state['instance'] ?? {});
    expect(events).toEqual([
      {
        ...{ type: 'instance.reattach', v: 1 },
        data: { ...was, attachment: { ...was.attachment, process: processOf(2) } },
      },
    ]);
    expect(description).toBe(
      'attach container web of podman to vpc1/web in place of web 10.0.1.2, which has ended',
    );
    expect(Object.keys(state['instance'] ?? {})).toEqual(['vpc1/web/web']);
  });

  it.each<[string, ContainerFact[]]>([
    ['is stopped', [STOPPED]],
    ['has been removed', [{ ...STOPPED, engine: null }]],
    ['cannot be asked for', [{ ...STOPPED, engine: null, problems: ['podman is not there'] }]],
    ['still runs, so that no engine was asked', []],
    [
      'has restarted in the namespace of its pod',
      [running(2, { process: { ...processOf(1), pid: 7 } })],
    ],
    ['has become one of the host', [running(2, { host: true })]],
    ['is one of another engine now', [{ ...running(2), engine: 'docker' }]],
    [
      'has a route to the subnet now',
      [running(2, { routes: [{ destination: '10.0.1.0/24', interface: 'eth0' }] })],
    ],
    ['has an interface of the name now', [running(2, { interfaces: ['lo', 'veth-ns-web'] })]],
  ])('stays as it is where it %s', (_, now) => {
    expect(followedAs(now).refuses(...FOLLOW).code).toBe('CONTAINERS_NOTHING_RESTARTED');
  });

  it('after a restart of the host is another one, even with the same inode', () => {
    const now = running(2, { process: { ...processOf(1), boot: 'b002' } });
    expect(followedAs([now]).when(...FOLLOW).events).toHaveLength(1);
  });

  it('keeps its own default route, where it has one after the restart', () => {
    const now = running(2, { routes: [{ destination: '0.0.0.0/0', interface: 'eth0' }] });
    expect(followedAs([now]).when(...FOLLOW).data).toMatchObject({
      attachment: { routes: ['10.0.0.0/16'] },
    });
  });

  it('in two subnets is attached again in both, as one change', () => {
    const inDb = attach({ subnet: 'db', name: 'second' });
    const { events } = followedAs([running(2)], attach(), inDb).when(...FOLLOW);
    expect(events.map(({ data }) => [data['name'], data['attachment']])).toEqual([
      ['web', expect.objectContaining({ process: processOf(2), routes: ['default'] })],
      ['second', expect.objectContaining({ process: processOf(2) })],
    ]);
  });

  it('is not followed after an attachment by its process', () => {
    const { process, ...found } = running(1).namespace;
    const namespace = { ...found, by: { process } };
    const byPid = attach({ container: undefined, namespace, name: 'web' });
    expect(followedAs([running(2)], byPid).refuses(...FOLLOW).code).toBe(
      'CONTAINERS_NOTHING_RESTARTED',
    );
  });
});
