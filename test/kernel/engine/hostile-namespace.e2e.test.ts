import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actIn, HOSTILE_NAMES, MANY_ALTNAMES } from '../../support/attacks/names/hostile-names.js';
import { outside } from '../../support/cli/lab-files.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { EXECUTORS } from '../../support/run/needs-koffi.js';

const VICTIMS = [
  ['create-vpc', 'vpc1', '10.0.0.0/16', '--interface', 'eth0'],
  ['add-subnet', 'vpc1', 'good', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'vpc1', 'bad', '10.0.2.0/24'],
] as const;

/** In its place an \`ip\` that cannot read the namespace. */
const TOOLS = '/run/blind-tools';
const BLIND = `#!/bin/bash
PATH=\${PATH#${TOOLS}:}
case "$*" in *'-n vpc1-bad'*) input=$(cat); case "$input" in *show*) exit 1 ;; esac; exec ip "$@" <<<"$input" ;; esac
exec ip "$@"
`;

describe.each(EXECUTORS)('root in a namespace (executor: %s)', (executor) => {
  let lab: Lab;
  const vpcctl = async (line: string, path = '') => {
    const { exitCode, stdout, stderr } = await lab.run('bash', [
      '-c',
      `PATH=${path}$PATH VPCCTL_EXECUTOR=${executor} vpcctl ${line}`,
    ]);
    return { exitCode, text: stdout + stderr };
  };

  const inside = (act: string) => {
    const [program, ...args] = actIn('vpc1-bad', act);
    return lab.run(program, args);
  };

  beforeAll(async () => {
    lab = await startLab();
    for (const args of VICTIMS) await ok(lab, ...args);
  });
  afterAll(() => lab?.stop());

  it.each(HOSTILE_NAMES)('hides nothing by %s', async (_what, act) => {
    expect(await inside(act)).toMatchObject({ exitCode: 0 });
    expect((await vpcctl('status')).text).toContain('matches the journal');
  });

  it('is told of one deviation where its namespace cannot be read', async () => {
    if (executor !== 'programs') return;
    mkdirSync(outside(lab, TOOLS), { recursive: true });
    writeIn(lab, `${TOOLS}/ip`, BLIND);
    chmodSync(outside(lab, `${TOOLS}/ip`), 0o755);
    const { text } = await vpcctl('status', `${TOOLS}:`);
    expect(text).toContain('1 difference');
    expect(text).toContain('~ veth:veth-vpc1-bad');
    expect(await vpcctl('add-subnet vpc1 more 10.0.3.0/24', `${TOOLS}:`)).toMatchObject({
      exitCode: 0,
    });
    expect(await vpcctl('replay', `${TOOLS}:`)).toMatchObject({ exitCode: 0 });
  });

  it('hides its own address alone by very many altnames', async () => {
    await inside(MANY_ALTNAMES);
    const { text } = await vpcctl('status');
    expect(text).toContain(executor === 'programs' ? '1 difference' : 'matches the journal');
  });

  it('keeps no command from its work, and its subnet can be deleted', async () => {
    for (const line of [
      'create-vpc vpc2 10.0.0.0/16',
      'undo',
      'redo',
      'delete-subnet vpc1 bad',
      'replay',
    ]) {
      expect(await vpcctl(line), line).toMatchObject({ exitCode: 0 });
    }
    expect((await vpcctl('status')).text).toContain('matches the journal');
  });
});
