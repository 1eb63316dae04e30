import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn } from '../../support/cli/lab-files.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { newDirectory } from '../../support/directories.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { writeStateDirectory } from '../../support/scale/state-directory.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
});
afterAll(() => lab.stop());

/** A server of the page in the lab, and a browser's cookie for it. */
async function startPage(name: string, env: Record<string, string>, ...flags: string[]) {
  lab.start(
    'sh',
    [
      '-c',
      `vpcctl ui --json --listen 127.0.0.1:0 ${flags.join(' ')} >/run/${name} 2>&1 & echo $! >/run/${name}.pid
     wait $!; echo $? >/run/${name}.ended`,
    ],
    { env },
  );
  const url = await eventually(() => {
    const [line] = (fileIn(lab, `/run/${name}`) ?? '').split('\n');
    return new URL(JSON.parse(line ?? '').url);
  });
  const curl = async (path: string, ...more: string[]) => {
    const target = new URL(path === '' ? '.' : path, url).href;
    const words = ['-sS', '-b', `/run/${name}.jar`, '-w', '\n%{http_code}', ...more, target];
    const { stdout } = await lab.run('curl', words);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  };
  const enter = () => curl(url.href, '-c', `/run/${name}.jar`);
  const end = async (signal: string) => {
    await lab.shell(`kill -${signal} $(cat /run/${name}.pid)`);
    return eventually(() => {
      const code = fileIn(lab, `/run/${name}.ended`);
      if (code === null) throw new Error('it has not ended yet');
      return code.trim();
    });
  };
  return { url, curl, enter, end };
}

describe('vpcctl ui', () => {
  it('listens at loopback alone, answers to whom it gave a cookie, and ends with 0', async () => {
    const page = await startPage('reads', {});
    const sockets = (await lab.shell('ss -Hltn')).stdout;
    expect(sockets).toContain(`127.0.0.1:${page.url.port}`);
    expect(sockets).not.toMatch(/\s(0\.0\.0\.0|\*|\[::\]):\d/);
    expect((await page.curl('api/history')).status).toBe(401);
    expect((await page.enter()).status).toBe(303);
    const { status, body } = await page.curl('api/history');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual(await json(lab, historyOutputSchema, 'history'));
    for (const file of ['', 'page.js', 'page.css', 'drawing.css']) {
      expect((await page.curl(file)).status, file).toBe(200);
    }
    const change = ['-X', 'POST', '-H', 'Content-Type: application/json', '-d', '{}'];
    const origin = ['-H', `Origin: ${page.url.origin}`];
    expect((await page.curl('api/change', ...change)).status).toBe(403);
    expect((await page.curl('api/change', ...change, ...origin)).status).toBe(403);
    expect(await page.end('TERM')).toBe('0');
  });

  it('changes by the engine, with its switch and its key, and tells who listens', async () => {
    const page = await startPage('changes', {}, '--allow-changes');
    await page.enter();
    const { key } = JSON.parse((await page.curl('api/session')).body);
    const { plan, agreed } = JSON.parse((await page.curl('api/plan?do=undo&seq=4')).body);
    expect(plan.description).toContain('undo 5');
    const jar = ['-sSN', '-b', '/run/changes.jar', '-o', '/run/events'];
    const stream = lab.start('curl', [...jar, new URL('api/events', page.url).href]);
    const ends = () => new Set((fileIn(lab, '/run/events') ?? '').match(/^data: {"end":.*$/gm));
    await eventually(() => expect(ends().size).toBe(1));
    const body = JSON.stringify({ do: 'undo', seq: 4, agreed });
    const answer = await page.curl(
      'api/change',
      ...['-H', 'Content-Type: application/json', '-H', `X-Vpcctl-Key: ${key}`],
      ...['-H', `Origin: ${page.url.origin}`, '-d', body],
    );
    expect(JSON.parse(answer.body)).toMatchObject({ change: { seq: 6, intent: 'undo' } });
    expect((await lab.shell('ip netns list')).stdout).not.toContain('vpc2-web');
    expect(await ok(lab, 'status')).toContain('match');
    // The first event tells the end as it was, and the others each line that came.
    await eventually(() => expect(ends().size).toBeGreaterThan(1));
    expect(await page.end('INT')).toBe('0');
    await stream.stop();
  });

  it('goes on answering while it lays out a large network', async () => {
    const home = join(newDirectory('vpcctl-page-'), 'state');
    const size = { vpcs: 160, subnets: 160, rules: 0, entries: 0 };
    await writeStateDirectory(home, size, 'of another version');
    const page = await startPage('large', { VPCCTL_HOME: home });
    await page.enter();
    const address = (path: string) => new URL(path, page.url).href;
    // Each answer writes a line when it is there: the drawing's, and those of what is asked meanwhile.
    const script = `cd /run
      ask() { curl -sS -b large.jar -o /dev/null -w '%{content_type}\n' "$@" >>order; }
      ask -v ${address('api/drawing.svg')} 2>drawing.log &
      until grep -q '^> GET' drawing.log; do :; done
      ask '${address('api/session')}#[1-20]'
      wait`;
    await lab.shell(script);
    const order = (fileIn(lab, '/run/order') ?? '').match(/^[^\s;]+/gm);
    expect(order).toEqual([...Array(20).fill('application/json'), 'image/svg+xml']);
    expect(await page.end('TERM')).toBe('0');
  });

  it('says what to do where the port is taken', async () => {
    const page = await startPage('first', {});
    const { exitCode, stderr } = await lab.run('vpcctl', ['ui', '--listen', page.url.host]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/cannot listen at 127\.0\.0\.1:\d+[\s\S]*→ another port/);
    await page.end('TERM');
  });
});
