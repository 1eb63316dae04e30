/** `npm run bench`: what vpcctl's commands cost, and what they may cost. See docs/benchmark.md. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unpackPackages } from '../support/debian-packages.js';
import { benchmark } from './inside.js';
import { HELP, type Options, readOptions, UsageError } from './options.js';
import { renderPage } from './report/page.js';
import { type Report, renderReport } from './report/report.js';

/** Debian packages of other programs that make networks of namespaces. */
const PEERS = ['containernetworking-plugins', 'netavark'];

const bundle = realpathSync(process.argv[1] ?? '');
const root = dirname(dirname(bundle));

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else if (options.inside !== null) await inside(options, options.inside);
  else process.exitCode = outside(options);
}

/** Starts itself again, in a lab. What has to be fetched is fetched before. */
function outside({ parts, write, json }: Options): number {
  // Node 20 reads these certificates at every start, which costs more than the start.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-bench-'));
  try {
    const peers = parts.some(({ isLarge }) => isLarge) ? unpackPackages(root, 'bench', PEERS) : '';
    const more = ['--inside-directory', directory, '--inside-peers', peers];
    const args = ['lab', '--', process.execPath, bundle, ...process.argv.slice(2), ...more];
    const vpcctl = join(root, 'bin', 'vpcctl');
    const { status, error } = spawnSync(vpcctl, args, { env, stdio: 'inherit' });
    if (error) throw error;
    const report: Report = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'));
    process.stdout.write(`${json ? JSON.stringify(report, null, 2) : renderReport(report)}\n`);
    if (write !== null) {
      const text = readFileSync(join(root, 'test/bench/report/page.md'), 'utf8');
      writeFileSync(write, renderPage(text, report));
    }
    return status ?? 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function inside(
  options: Options,
  { directory, peers }: { directory: string; peers: string },
) {
  const say = (what: string) => process.stderr.write(`${what}\n`);
  const report = await benchmark(root, options, { directory, peers, say });
  writeFileSync(join(directory, 'report.json'), JSON.stringify(report));
  if (report.sections.some(({ error }) => error !== null)) process.exitCode = 1;
}
