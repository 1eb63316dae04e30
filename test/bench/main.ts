/** `npm run bench`: what vpcctl's commands cost, beside a shell script that does the same. See docs/benchmark.md. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmark } from './inside.js';
import { renderReport } from './report.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
    inside: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const bundle = realpathSync(process.argv[1] ?? '');
const root = dirname(dirname(bundle));

if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('bench: --rounds takes a whole number from 1\n');
  process.exitCode = 2;
} else if (values.inside) {
  inside();
} else {
  process.exitCode = outside();
}

/** Starts itself again, in a lab. */
function outside(): number {
  // Node 20 reads these certificates at every start, which costs more than the start.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const args = ['lab', '--', process.execPath, bundle, '--inside', ...process.argv.slice(2)];
  const { status, error } = spawnSync(join(root, 'bin', 'vpcctl'), args, { env, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

function inside(): void {
  try {
    const report = benchmark(root, rounds, (what) => process.stderr.write(`${what}\n`));
    const text = values.json ? JSON.stringify(report, null, 2) : renderReport(report);
    process.stdout.write(`${text}\n`);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
