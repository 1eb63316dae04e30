import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { createTestHost } from '../../support/cli/in-process/test-host.js';
import { ok } from '../../support/cli/vpcctl.js';

const example = (name: string) => join(CHECKOUT, 'examples', name);
const picture = (name: string) => join(CHECKOUT, 'docs/pictures', name);

/** The pictures of the documents. After a change that is meant: `npx vitest … -u`. */
describe('the pictures of docs/graph.md are what its commands write', () => {
  it('of two examples', async () => {
    const host = createTestHost();
    await ok(host, 'apply', '-f', example('private-database/net.yaml'), '--yes');
    await ok(host, 'apply', '-f', example('red-blue/net.yaml'), '--yes');
    await ok(host, 'shape', 'office', 'laptops/red', '--rate', '10mbit');
    await expect(await ok(host, 'graph', '--format', 'svg')).toMatchFileSnapshot(
      picture('graph.svg'),
    );
  });

  it('of a change', async () => {
    const host = createTestHost();
    await ok(host, 'apply', '-f', example('hub-and-spokes/net.yaml'), '--yes');
    await ok(host, 'peer', 'spoke1', 'spoke2', '--allow-cidrs', '10.101.1.0/24,10.102.1.0/24');
    await ok(host, 'unpeer', 'hub', 'spoke3');
    await ok(host, 'clear-firewall', 'hub', 'proxy');
    await ok(host, 'add-instance', 'spoke2', 'app', 'worker');
    await expect(await ok(host, 'graph', '--diff', '1', '--format', 'svg')).toMatchFileSnapshot(
      picture('graph-diff.svg'),
    );
  });
});
