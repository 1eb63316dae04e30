import { beforeAll, describe, expect, it } from 'vitest';
import {
  bisectOutputSchema,
  matrixOutputSchema,
  reachOutputSchema,
} from '../../../src/schemas/reach.js';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok, parse, refused } from '../../support/cli/vpcctl.js';

/** The tutorial's five commands are entries 1 to 5; then a peering, and a policy for vpc1/public. */
const [PEERED, POLICED] = [6, 7];

let host: TestHost;
let policyFile: string;
beforeAll(async () => {
  const built = await tutorialHost();
  await ok(built, 'peer', 'vpc1', 'vpc2');
  await ok(built, 'apply-firewall', 'vpc1', 'public', built.policyFile);
  ({ policyFile } = built);
  host = built;
});

const WEB = ['reach', 'vpc2/web', 'vpc1/public:8080'];

describe('reach', () => {
  it('answers yes with exit code 0, no with 1, and names the entry responsible', async () => {
    const yes = await host.vpcctl(...WEB);
    expect(yes).toMatchObject({ exitCode: 0, stderr: '' });
    const rule = 'rule 1 of the ingress policy of vpc1/public: allow tcp port 8080';
    for (const line of [
      'yes: vpc2/web reaches vpc1/public, 8080/tcp\n',
      `router vpc1  + ${rule}  ${POLICED}\n`,
      `next  vpcctl show @${POLICED}`,
    ]) {
      expect(yes.stdout).toContain(line);
    }
    const no = await host.vpcctl('reach', 'vpc2/web', 'vpc1/public:22', '--json');
    expect(no.exitCode).toBe(1);
    const output = parse(reachOutputSchema, no.stdout);
    expect(output.reachable).toBe(false);
    expect(output.steps[output.decided]).toMatchObject({
      allows: false,
      entry: { seq: POLICED, user: 'root', how: 'put' },
    });
  });

  it('answers for the past and for --with, and records nothing', async () => {
    const before = host.journal();
    expect((await host.vpcctl(...WEB, '--at', '5')).exitCode).toBe(1);
    const ask = async (...lines: string[]) => {
      const result = await host.vpcctl(
        ...WEB,
        ...lines.flatMap((line) => ['--with', line]),
        '--json',
      );
      const { steps, decided, with: supposed } = parse(reachOutputSchema, result.stdout);
      expect(supposed).toEqual(lines);
      return [result.exitCode, steps[decided]?.says, steps[decided]?.entry?.seq];
    };
    const apart = 'vpc2 and vpc1 are not peered';
    expect(await ask('unpeer vpc1 vpc2')).toEqual([1, apart, null]);
    expect(await ask('undo 2')).toEqual([1, apart, null]);
    const narrow = ['unpeer vpc1 vpc2', "vpcctl peer vpc1 'vpc2' --allow-cidrs 10.0.2.0/24"];
    expect(await ask(...narrow)).toEqual([
      1,
      'the peering of vpc2 and vpc1 excludes 10.0.1.1',
      null,
    ]);
    const again = [
      'delete-vpc vpc2',
      'create-vpc vpc2 172.16.0.0/16',
      'add-subnet vpc2 web 172.16.1.0/24',
    ];
    expect(await ask(...again)).toEqual([1, apart, null]);
    expect(await ask(`apply-firewall vpc2 web ${policyFile}`).catch(() => 'refused')).toBe(
      'refused',
    );
    expect(host.journal()).toEqual(before);
  });

  it.each([
    [['reach', 'vpc1/privat', 'host'], 'SUBNET_UNKNOWN'],
    [['reach', '10.9.9.9', 'host'], 'ADDRESS_UNKNOWN'],
    [['reach', 'vpc1/private'], 'FLOW_INVALID'],
    [['reach', 'vpc1/private', 'example.org'], 'FLOW_INVALID'],
    [['reach', '--matrix', 'vpc9'], 'VPC_UNKNOWN'],
    [['reach', '--matrix', '--port', 'http'], 'SERVICE_INVALID'],
    [[...WEB, '--with', 'unper vpc1 vpc2'], 'COMMAND_UNKNOWN'],
    [[...WEB, '--with', 'list'], 'WITH_NO_CHANGE'],
    [[...WEB, '--with', "unpeer vpc1 'vpc2"], 'QUOTE_OPEN'],
    [[...WEB, '--with', 'unpeer vpc1'], 'USAGE'],
    [[...WEB, '--with', 'unpeer vpc1 vpc1'], 'PEERING_UNKNOWN'],
    [[...WEB, '--probe', '--at', '5'], 'USAGE'],
    [['reach', 'vpc1/public', 'internet', '--probe'], 'PROBE_IMPOSSIBLE'],
    [['bisect', 'vpc1/private'], 'FLOW_INVALID'],
    [['bisect', 'vpc1/private -> internet'], 'BISECT_SAME'],
  ])('%j is refused: %s', async (args, code) => {
    expect(await refused(host, args)).toMatchObject({ code, exitCode: 2 });
  });
});

describe('bisect', () => {
  it('names the entry, and the verdicts before and after it', async () => {
    const found = await json(host, bisectOutputSchema, 'bisect', 'vpc1/private -> vpc1/public:22');
    expect(found).toMatchObject({
      ...{ seq: POLICED, user: 'root', points: 7 },
      ...{ before: { reachable: true }, after: { reachable: false } },
    });
    const text = await ok(host, 'bisect', 'vpc2/web -> vpc1/private', '--good', '5');
    expect(text).toContain(`Entry ${PEERED} made it reachable: peer vpc1 with vpc2\n`);
    expect(text).toContain('before  no: vpc2 and vpc1 are not peered\n');
  });
});

describe('a forward', () => {
  const HOST = '203.0.113.2:8080';
  beforeAll(async () => {
    await ok(host, 'forward', 'vpc1', 'private', '8080:80');
  });
  const ask = async (...args: string[]) => {
    const { exitCode, stdout } = await host.vpcctl('reach', ...args, '--json');
    const output = parse(reachOutputSchema, stdout);
    expect(exitCode).toBe(output.reachable ? 0 : 1);
    return output;
  };

  it('is reached from outside, and reach names its entry', async () => {
    const { reachable, receivers, steps } = await ask('internet', HOST);
    expect([reachable, receivers]).toEqual([true, ['vpc1/private']]);
    const step = steps.find(
      ({ says }) => says === '8080/tcp of the host is forwarded to vpc1/private:80',
    );
    expect(step?.entry).toMatchObject({ description: 'forward 8080:80/tcp to vpc1/private' });
    const found = await json(host, bisectOutputSchema, 'bisect', `internet -> ${HOST}`);
    expect(found).toMatchObject({
      seq: step?.entry?.seq,
      ...{ before: { receivers: ['host'] }, after: { receivers: ['vpc1/private'] } },
    });
    expect(await ok(host, 'bisect', `internet -> ${HOST}`)).toContain(
      `Entry ${found.seq} changed the receiver: forward 8080:80/tcp to vpc1/private\n`,
    );
  });

  it.each([
    ['host', '127.0.0.1:8080', true],
    ['host', HOST, true],
    ['vpc1/public', HOST, true],
    ['vpc1/private', HOST, true],
    ['vpc2/web', HOST, false],
  ])('from %s reaches %s: %s', async (from, to, reachable) => {
    expect(await ask(from, to)).toMatchObject({ reachable, probe: null });
  });

  it('of several targets can be given to --with', async () => {
    const request = ['--with', 'forward vpc1 private,public 9:22'];
    const some = await ask('internet', '203.0.113.2:9', ...request);
    expect(some).toMatchObject({ reachable: false, receivers: ['vpc1/private'] });
    const text = await host.vpcctl('reach', 'internet', '203.0.113.2:9', ...request);
    expect(text.stdout).toContain('no: internet does not always reach 203.0.113.2, 9/tcp\n');
    expect(text.stdout).toContain('Only some of the targets receive it: vpc1/private\n');
  });

  it('is a column of the matrix', async () => {
    const { flows, services } = await json(host, matrixOutputSchema, 'reach', '--matrix');
    expect(services).toContainEqual({ protocol: 'tcp', port: 8080 });
    const toHost = flows.filter(({ to, port }) => to === 'host' && port === 8080);
    expect(toHost.map(({ from, reachable }) => `${from} ${reachable}`)).toEqual([
      ...['vpc1/public true', 'vpc1/private true', 'vpc2/web false', 'internet true'],
    ]);
  });
});
