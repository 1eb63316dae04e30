import { beforeAll, describe, expect, it } from 'vitest';
import { service } from '../../../src/page/browser/base/format.js';
import type { HeatAnswer } from '../../../src/page/shared/answers.js';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { entryOutputSchema, historyOutputSchema } from '../../../src/schemas/history.js';
import { matrixOutputSchema, reachOutputSchema } from '../../../src/schemas/reach.js';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { HOST, servePage, type TestPage } from '../../support/page/desk.js';

const HOSTILE = '<img src=x onerror=alert(1)>';

let host: TestHost;
let page: TestPage;
beforeAll(async () => {
  host = await tutorialHost();
  await ok(host, 'peer', 'vpc1', 'vpc2', '-m', HOSTILE);
  page = await servePage(host);
});

describe('an answer', () => {
  it('is what the command prints with --json', async () => {
    const asked = [
      ['api/history', historyOutputSchema, ['history']],
      ['api/entry?seq=6', entryOutputSchema, ['show', '@6']],
      ['api/show?what=vpc1/public', subnetOutputSchema, ['show', 'vpc1/public']],
      ['api/show?what=vpc1/public&at=4', subnetOutputSchema, ['show', 'vpc1/public', '--at', '4']],
      [
        'api/reach?from=vpc1/public&to=vpc2/web:80',
        reachOutputSchema,
        ['reach', 'vpc1/public', 'vpc2/web:80'],
      ],
      ['api/status', statusOutputSchema, ['status', '--exit-code=false']],
    ] as const;
    for (const [path, schema, args] of asked) {
      const printed = await json<unknown>(host, schema, ...args);
      expect(schema.parse(await page.json(path)), path).toEqual(printed);
    }
  });

  it('of the matrix has each answer of the command', async () => {
    const args = ['reach', '--matrix', 'vpc1', '--with', 'undo'];
    const { ends, services, flows } = await json(host, matrixOutputSchema, ...args);
    const heat = (await page.json('api/heat?vpc=vpc1&with=undo')) as HeatAnswer;
    expect(heat.ends).toEqual(ends);
    expect(heat.services).toEqual(services.map(service));
    const said = heat.cells.flatMap((cell, place) => {
      const { asked, open } = heat.sets[cell] ?? { asked: 0, open: [] };
      const end = (index: number) => heat.ends[index];
      const pair = [end(Math.floor(place / ends.length)), end(place % ends.length)];
      return asked === 0 ? [] : [[...pair, asked, open.map((each) => heat.services[each])]];
    });
    const pairs = [...new Set(flows.map(({ from, to }) => `${from} ${to}`))];
    const expected = pairs.map((pair) => {
      const own = flows.filter(({ from, to }) => `${from} ${to}` === pair);
      const open = own.filter(({ reachable }) => reachable);
      return [...pair.split(' '), own.length, open.map(service)];
    });
    const sorted = (list: unknown[]) => list.map((each) => JSON.stringify(each)).sort();
    expect(sorted(said)).toEqual(sorted(expected));
    expect(said.length).toBeGreaterThan(5);
  });

  it('of the timeline has what each change did, and its end is the present', async () => {
    const { points } = (await page.json('api/track')) as {
      points: { seq: number; changes: { slice: string; key: string; text: string | null }[] }[];
    };
    expect(points.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const subnets = points.flatMap(({ changes }) =>
      changes.filter(({ slice }) => slice === 'subnet').map(({ key }) => key),
    );
    expect(subnets).toEqual(['vpc1/public', 'vpc1/private', 'vpc2/web']);
    expect(points.at(-1)?.changes).toMatchObject([{ slice: 'peering', places: ['vpc1', 'vpc2'] }]);
  });

  it('of the drawing is a picture without scripts and styles', async () => {
    const { status, headers, body } = await page.get('api/drawing.svg?at=6&before=5');
    expect([status, headers['Content-Type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(body).toContain('data-id="vpc1/public"');
    expect(body).not.toMatch(/<script|<style| style=|<foreignObject|xlink| href=/i);
  });

  it('has headers that let no browser take text for markup', async () => {
    const { headers, body } = await page.get('api/history');
    expect(String(body)).toContain(HOSTILE);
    expect(headers).toMatchObject({
      ...{ 'Content-Type': 'application/json; charset=utf-8' },
      ...{ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' },
    });
  });

  it.each([
    ['api/nothing', 404, 'PATH_UNKNOWN'],
    ['api/change', 404, 'PATH_UNKNOWN'],
    ['../etc/passwd', 404, 'ADDRESS_UNKNOWN'],
    ['api/show?what=vpc9', 400, 'VPC_UNKNOWN'],
    ['api/show?what=vpc1&what=vpc2', 400, 'QUESTION_INVALID'],
    ['api/show?what=vpc1&more=1', 400, 'QUESTION_INVALID'],
    ['api/show?what=vpc1&__proto__=1', 400, 'QUESTION_INVALID'],
    ['api/entry?seq=99', 400, 'ENTRY_UNKNOWN'],
    ['api/reach?from=vpc1/public&to=example.org', 400, 'FLOW_INVALID'],
    ['api/reach?from=vpc1/public&to=host&with=list', 400, 'WITH_NO_CHANGE'],
    [
      'api/reach?from=vpc1/public&to=host&with=apply-firewall+vpc1+/etc/shadow',
      400,
      'WITH_OF_HOST',
    ],
    ['api/reach?from=vpc1/public&to=host&with=apply-firewall+vpc1+-', 400, 'WITH_OF_HOST'],
    ['api/heat?vpc=vpc1&with=apply+-f+/etc/shadow', 400, 'WITH_OF_HOST'],
    ['api/heat?vpc=vpc1&with=destroy+-f+/etc/shadow', 400, 'WITH_OF_HOST'],
    ['api/heat?vpc=vpc1&with=attach+vpc1/public+--container+c1', 400, 'WITH_OF_HOST'],
    ['api/drawing.svg?at=99', 400, 'ENTRY_UNKNOWN'],
    ['api/plan?do=delete&seq=1', 400, 'QUESTION_INVALID'],
    ['api/plan?do=revert&seq=1', 400, 'REVERT_DEPENDED'],
  ])('to %s is %i %s', async (path, status, code) => {
    const answer = await page.get(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(String(answer.body)).error).toMatchObject({ code });
  });
});

describe('a change', () => {
  const WANTED = { do: 'revert', seq: 6 };

  it('is planned as the command plans it, and records nothing', async () => {
    const before = host.journal();
    const { plan, command } = (await page.json('api/plan?do=revert&seq=6')) as {
      [key: string]: unknown;
    };
    expect(changeOutputSchema.parse(plan)).toEqual(
      await json(host, changeOutputSchema, 'revert', '6', '--dry-run'),
    );
    expect(command).toBe('vpcctl revert 6');
    const { plan: undo } = (await page.json('api/plan?do=undo&seq=4')) as { plan: unknown };
    expect(changeOutputSchema.parse(undo).targets).toEqual([6, 5]);
    expect(host.journal()).toBe(before);
  });

  it('is refused where the page only reads', async () => {
    const { status, body } = await page.post('api/change', { ...WANTED, agreed: '1' });
    expect([status, JSON.parse(String(body)).error.code]).toEqual([403, 'READ_ONLY']);
    expect(host.journal()).not.toContain('"revert"');
  });

  it('is made with the switch, once, and by a user', async () => {
    const free = await servePage(host, true);
    const ask = async () =>
      (await free.json('api/plan?do=revert&seq=6')) as { readonly agreed: string };
    const send = async (body: object, headers = {}) => {
      const answer = await free.post('api/change', { ...WANTED, ...body }, headers);
      return { status: answer.status, ...JSON.parse(String(answer.body)) };
    };
    const shown = await ask();
    const stranger = { origin: 'http://evil.example' };
    expect(await send({ agreed: shown.agreed }, stranger)).toMatchObject({ status: 403 });
    expect(await send({ agreed: '99' })).toMatchObject({ error: { code: 'PLAN_UNKNOWN' } });
    await ok(host, 'create-vpc', 'vpc3', '10.3.0.0/16');
    expect(await send({ agreed: shown.agreed })).toMatchObject({ error: { code: 'PLAN_CHANGED' } });
    const { agreed } = await ask();
    const answer = await send({ agreed, message: 'a test' });
    expect(answer.status).toBe(200);
    expect(changeOutputSchema.parse(answer.change)).toMatchObject({ seq: 8, intent: 'revert' });
    expect(await send({ agreed })).toMatchObject({ status: 400 });
    const { entries } = await json(host, historyOutputSchema, 'history', '-n', '1');
    expect(entries).toMatchObject([{ seq: 8, message: 'a test', outcome: 'applied' }]);
    expect(entries[0]?.user).not.toBe('');
  });

  it.each(['', '[]', '{', 'null', '{"do":"revert"}', '{"do":"revert","seq":1,"agreed":"1","x":1}'])(
    'with the body %j is refused',
    async (body) => {
      const free = await servePage(host, true);
      const before = host.journal();
      const { session } = free.desk.guarded;
      const { respond } = await import('../../../src/page/server/respond.js');
      const headers = {
        ...{ host: HOST, origin: `http://${HOST}`, 'content-type': 'application/json' },
        ...{ cookie: `vpcctl=${session.cookie}`, 'x-vpcctl-key': session.key },
      };
      const head = { method: 'POST', target: `${session.place}api/change`, headers };
      const answer = await host.inside(() => respond(free.desk, head, async () => body));
      expect(answer.status).toBe(400);
      expect(host.journal()).toBe(before);
    },
  );
});

it('a token becomes a cookie that no script and no other site gets', async () => {
  const { desk } = page;
  const { session } = desk.guarded;
  const { respond } = await import('../../../src/page/server/respond.js');
  const target = `${session.place}?token=${session.token()}`;
  const head = { method: 'GET', target, headers: { host: HOST } };
  const answer = await respond(desk, head, async () => null);
  expect([answer.status, answer.headers['Location']]).toEqual([303, session.place]);
  expect(answer.headers['Set-Cookie']).toBe(
    `vpcctl=${session.cookie}; Path=${session.place}; HttpOnly; SameSite=Strict`,
  );
  expect((await respond(desk, head, async () => null)).status).toBe(401);
});
