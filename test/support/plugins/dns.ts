import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { CHECKOUT } from '../checkout.js';
import { type Lab, outsideEnvironment } from '../lab/harness.js';

/** A folder with `vpcctl-dns-1.0.0.tgz` in it, and what removes it. */
export interface Packed {
  readonly directory: string;
  readonly remove: () => void;
}

const npm = (cwd: string, ...args: string[]) =>
  execa('npm', [...args, '--loglevel=error'], {
    cwd,
    // What the checkout was set up with need not be fetched again.
    env: { ...outsideEnvironment(), npm_config_prefer_offline: 'true' },
    extendEnv: false,
  });

/** A copy of the example outside of this checkout. */
function copyDns(): Packed & { readonly place: string } {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-dns-'));
  const place = join(directory, 'plugin-dns');
  cpSync(join(CHECKOUT, 'examples/plugin-dns'), place, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  });
  return { directory, place, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Builds the example as its README says: with the SDK as it is packed, and the example's own tools. */
export async function packDns(): Promise<Packed> {
  const { directory, place, remove } = copyDns();
  await npm(CHECKOUT, 'pack', '--workspace', '@vpcctl/sdk', '--pack-destination', directory);
  await npm(place, 'install', '--no-audit', '--no-fund', '--save-dev', '../vpcctl-sdk-0.1.0.tgz');
  await npm(place, 'pack', '--pack-destination', directory);
  return { directory, remove };
}

interface SdkManifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Builds the example with the sources of the SDK and the tools of this checkout, in a second. */
export async function packDnsFromSources(): Promise<Packed> {
  const { directory, place, remove } = copyDns();
  const sdk = join(place, 'node_modules/@vpcctl/sdk');
  mkdirSync(sdk, { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules/esbuild'), join(place, 'node_modules/esbuild'));
  const source = join(CHECKOUT, 'plugins/sdk');
  for (const name of ['src', 'host-zod.cjs']) symlinkSync(join(source, name), join(sdk, name));
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as SdkManifest;
  // A plugin has no zod of its own: it takes that of vpcctl, as the packed SDK has it.
  const exports = Object.entries(manifest.exports).map(
    ([path, { types, default: built, ...from }]) => [
      path,
      types === undefined ? from['vpcctl-source'] : built,
    ],
  );
  writeFileSync(
    join(sdk, 'package.json'),
    JSON.stringify({ ...manifest, exports: Object.fromEntries(exports) }),
  );
  await execa('node', ['build.mjs'], { cwd: place });
  await npm(place, 'pack', '--ignore-scripts', '--pack-destination', directory);
  return { directory, remove };
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
