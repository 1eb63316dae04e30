import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostReader } from '@vpcctl/sdk';
import { VpcctlError } from '@vpcctl/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectContainer, parsePid } from '../../../../src/host/containers/inspect.js';
import { readContainers } from '../../../../src/host/containers/read.js';
import { identify } from '../../../../src/host/proc/process-identity.js';
import { processOf } from '../../../support/containers/host.js';
import { newMemoryDirectory } from '../../../support/directories.js';

describe('what an engine prints', () => {
  it('is the number of a process, or 0 where the container does not run', () => {
    expect(parsePid('docker', '4711\n')).toEqual({ says: 'known', pid: 4711 });
    expect(parsePid('podman', '0\n')).toEqual({ says: 'known', pid: null });
  });

  it.each([
    '',
    '\n',
    '-1\n',
    '1e3\n',
    '47 11',
    '4711\n4712\n',
    '0x10',
    '007',
    '\x1b[2J1',
    '9'.repeat(99),
  ])('%j is no number of a process', (output) => {
    const inspection = parsePid('docker', output);
    expect(inspection).toMatchObject({ says: 'problem' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(JSON.stringify(inspection)).not.toMatch(/[\x00-\x1f]/);
  });
});

describe('the engines of a host', () => {
  let directory: string;
  let path: string | undefined;
  beforeAll(() => {
    directory = newMemoryDirectory('vpcctl-engines-');
    for (const name of ['docker', 'podman']) {
      writeFileSync(join(directory, name), '#!/bin/sh\n');
      chmodSync(join(directory, name), 0o755);
    }
    path = process.env['PATH'];
    process.env['PATH'] = `${directory}:${path}`;
  });
  afterAll(() => {
    process.env['PATH'] = path;
  });

  /** A host whose engines print or fail as given; what was run is noted. */
  function hostThat(says: Readonly<Record<string, string | Error>>) {
    const started: string[] = [];
    const host = {
      readFile: () => null,
      run: async (program: string, args: readonly string[]) => {
        started.push([program, ...args].join(' '));
        const answer = says[args[1] ?? ''] ?? '';
        if (typeof answer === 'string') return answer;
        throw answer;
      },
    } as unknown as HostReader;
    return { host, started };
  }
  const failure = (message: string) =>
    new VpcctlError(message, { code: 'HOST_STEP_FAILED', category: 'host' });
  const UNKNOWN = failure('Error: No such container: web');

  it('are asked one after the other, until one knows the name', async () => {
    const { host, started } = hostThat({ docker: UNKNOWN, podman: `${process.pid}\n` });
    const [fact] = await readContainers(host, [{ name: 'web', engine: null, process: null }]);
    expect(fact).toMatchObject({
      ...{ name: 'web', engine: 'podman', problems: [] },
      namespace: { process: identify(process.pid), host: true },
    });
    const inspect = 'inspect --type container --format {{.State.Pid}} web';
    expect(started).toEqual([`timeout 10 docker ${inspect}`, `timeout 10 podman ${inspect}`]);
  });

  it('that cannot be asked are told, and the other one is asked all the same', async () => {
    const down = failure('Cannot connect to the Docker daemon');
    const first = hostThat({ docker: down, podman: '0\n' });
    const web = { name: 'web', engine: null, process: null };
    expect(await readContainers(first.host, [web])).toEqual([
      {
        name: 'web',
        engine: 'podman',
        namespace: null,
        problems: [expect.stringContaining('daemon')],
      },
    ]);
    const second = hostThat({ docker: down });
    const [fact] = await readContainers(second.host, [{ ...web, engine: 'docker' }]);
    expect(fact).toMatchObject({ engine: null, problems: [expect.stringContaining('daemon')] });
    expect(second.started).toHaveLength(1);
  });

  it('are not asked for a container whose process lives', async () => {
    const { host, started } = hostThat({});
    const own = identify(process.pid);
    const questions = [
      { name: 'web', engine: 'docker', process: own },
      { name: 'db', engine: 'docker', process: processOf(1) },
    ] as const;
    expect((await readContainers(host, questions)).map(({ name }) => name)).toEqual(['db']);
    expect(started).toHaveLength(1);
  });

  it('do not count where they speak to another machine', async () => {
    const { host, started } = hostThat({ docker: '4711\n' });
    const ask = (place: string) => inspectContainer(host, 'docker', 'web', { DOCKER_HOST: place });
    expect(await ask('ssh://root@elsewhere')).toMatchObject({ says: 'problem' });
    expect(started).toEqual([]);
    expect(await ask('unix:///run/own.sock')).toEqual({ says: 'known', pid: 4711 });
  });

  it('that name a process which has ended know a container that does not run', async () => {
    const { host } = hostThat({ docker: '4194305\n' });
    const [fact] = await readContainers(host, [{ name: 'web', engine: 'docker', process: null }]);
    expect(fact).toMatchObject({ engine: 'docker', namespace: null });
  });
});
