import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { CHECKOUT } from '../checkout.js';
import { type Lab, outsideEnvironment } from '../lab/harness.js';

/**
 * Builds the example as its README says: outside of this checkout, with the SDK as it is packed.
 * @returns the directory, with `vpcctl-dns-1.0.0.tgz` in it, and what removes it
 */
export async function packDns(): Promise<{ directory: string; remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-dns-'));
  const npm = (cwd: string, ...args: string[]) =>
    execa('npm', [...args, '--loglevel=error'], {
      cwd,
      // What the checkout was set up with need not be fetched again.
      env: { ...outsideEnvironment(), npm_config_prefer_offline: 'true' },
      extendEnv: false,
    });
  await npm(CHECKOUT, 'pack', '--workspace', '@vpcctl/sdk', '--pack-destination', directory);
  const place = join(directory, 'plugin-dns');
  cpSync(join(CHECKOUT, 'examples/plugin-dns'), place, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  });
  await npm(place, 'install', '--no-audit', '--no-fund', '--save-dev', '../vpcctl-sdk-0.1.0.tgz');
  await npm(place, 'pack', '--pack-destination', directory);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * What a name server says, as `dig` has it: `10.0.1.1`, a status such as `NXDOMAIN`, or `silent`.
 */
export async function asked(
  lab: Lab,
  from: string | null | 'internet',
  ...query: string[]
): Promise<string> {
  const words = ['+time=2', '+tries=1', '+noall', '+answer', '+comments', ...query];
  const enter = from === null ? [] : ['ip', 'netns', 'exec', from];
  const [program = '', ...args] = [...(from === 'internet' ? [] : enter), 'dig', ...words];
  const run = from === 'internet' ? lab.internet : lab.run;
  const { stdout } = await run(program, args);
  const answers = [...stdout.matchAll(/^[^;\s]\S*\s+\d+\s+IN\s+(?:A|PTR)\s+(\S+)$/gm)];
  if (answers.length > 0) return answers.map(([, answer]) => answer).join(' ');
  return /status: (\w+)/.exec(stdout)?.[1] ?? 'silent';
}

/** The servers that run, by their file under /run/vpcctl; and all processes that look like one. */
export async function servers(lab: Lab): Promise<{ files: string[]; processes: string[] }> {
  const { stdout: files } = await lab.shell('ls /run/vpcctl 2>/dev/null');
  const { stdout: listed } = await lab.run('ps', ['-eo', 'args']);
  const processes = listed.match(/(?<=--pid-file=\/run\/vpcctl\/)\S+/g) ?? [];
  return { files: files.split('\n').filter((name) => name !== ''), processes: processes.sort() };
}
