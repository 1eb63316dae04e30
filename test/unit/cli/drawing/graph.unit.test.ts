import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { graphOutputSchema } from '../../../../src/schemas/drawing/graph.js';
import type { TestHost } from '../../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../../support/cli/in-process/tutorial.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';
import { newDirectory } from '../../../support/directories.js';
import { elementsOf } from '../../../support/graph/parse.js';

let host: TestHost;
beforeAll(async () => {
  host = await tutorialHost();
  await ok(host, 'peer', 'vpc1', 'vpc2');
  await ok(host, 'forward', 'vpc1', 'public', '8080:80');
  await ok(host, 'shape', 'vpc2', 'web', '--rate', '1mbit');
});

const graph = (...words: string[]) => ok(host, 'graph', ...words);

/** The ids of the boxes of a drawing. */
function idsIn(svg: string): string[] {
  return elementsOf(svg).flatMap(({ name, attributes }) =>
    name === 'g' && attributes['class']?.startsWith('g-box') ? (attributes['data-id'] ?? []) : [],
  );
}

describe('graph', () => {
  it('is text at a terminal, with what plugins add', async () => {
    const stdout = await graph();
    expect(stdout).toContain('├─ public  10.0.1.0/24  public  10.0.1.1');
    expect(stdout).toContain('in and out 1mbit');
    expect(stdout).toMatch(/forward +this host → vpc1\/public +8080 → 80\/tcp/);
  });

  it('writes the format that is asked for, and that of a file by its name', async () => {
    const svg = await graph('--format', 'svg');
    expect(idsIn(svg)).toEqual(
      expect.arrayContaining(['vpc1', 'vpc1/public', 'vpc2/web', '@host']),
    );
    expect(await graph('--format', 'mermaid')).toMatch(/^flowchart LR\n/);
    expect(await graph('--format', 'dot')).toMatch(/^digraph network \{\n/);
    const file = join(newDirectory('graph-'), 'network.svg');
    const written = await host.vpcctl('graph', '--output', file);
    expect(written).toMatchObject({ stdout: '', stderr: `Wrote ${file}\n` });
    expect(readFileSync(file, 'utf8')).toBe(svg);
    const stdout = await graph('--output', file, '--format', 'text');
    expect([stdout, readFileSync(file, 'utf8')]).toEqual(['', await graph()]);
  });

  it('draws the VPCs that are named, and their neighbours closed', async () => {
    const { boxes } = await json(host, graphOutputSchema, 'graph', 'vpc1');
    const vpcs = boxes.filter(({ kind }) => kind === 'vpc');
    expect(vpcs.map(({ id, detail, hidden }) => [id, detail, hidden])).toEqual([
      ['vpc1', 'full', null],
      ['vpc2', 'closed', '1 subnet'],
    ]);
  });

  it('draws the past, and what changed since', async () => {
    expect(await graph('--at', '3')).not.toContain('vpc2');
    const { boxes, edges, compared } = await json(host, graphOutputSchema, 'graph', '--diff', '5');
    expect(compared).toBe(true);
    expect(edges.filter(({ mark }) => mark !== null).map(({ kind, mark }) => [kind, mark])).toEqual(
      [
        ['peering', 'added'],
        ['forward', 'added'],
      ],
    );
    const vpc2 = boxes.find(({ id }) => id === 'vpc2');
    expect(vpc2?.inside[0]).toMatchObject({ id: 'vpc2/web', mark: 'changed' });
    const all = await json(host, graphOutputSchema, 'graph', '--diff', '0', '3');
    expect(all.boxes.every(({ mark }) => mark === 'added')).toBe(true);
    const back = await json(host, graphOutputSchema, 'graph', '--diff', '3', '0', 'vpc1');
    expect(back.boxes.map(({ id, mark }) => [id, mark])).toEqual([
      ['@uplink/eth0', 'removed'],
      ['vpc1', 'removed'],
    ]);
  });

  it('refuses what is not there, with what to do next', async () => {
    const { hints } = await refused(host, ['graph', 'vpc11']);
    expect(hints[0]).toContain('did you mean vpc1?');
    await refused(host, ['graph', '--diff', '3', '4', 'vpc9']);
    await refused(host, ['graph', '--diff', '99']);
    await refused(host, ['graph', '--format', 'png']);
    const missing = await host.vpcctl('graph', '--output', '/nowhere/at/all.svg');
    expect(missing.stderr).toContain('"/nowhere/at/all.svg"');
    expect(missing.exitCode).not.toBe(0);
  });
});
