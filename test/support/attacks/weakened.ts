import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLab } from '@vpcctl/sdk/lab';
import { CHECKOUT } from '../checkout.js';
import { type Lab, served } from '../lab/harness.js';

/** The folders that a weakened build copies. It links all others. */
const COPIED = ['bin', 'dist'];

/**
 * Starts a lab with a build that differs in one place.
 * @param weaken gets each bundle of the product, and has to change at least one
 */
export async function startWeakened(weaken: (bundle: string) => string): Promise<Lab> {
  const root = mkdtempSync(join(tmpdir(), 'vpcctl-weakened-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    copy(root, weaken);
    const lab = await openLab({ vpcctl: [process.execPath, join(root, 'bin', 'vpcctl')] });
    return served(lab, { user: 'root', root, remove });
  } catch (error) {
    remove();
    throw error;
  }
}

function copy(root: string, weaken: (bundle: string) => string): void {
  for (const name of readdirSync(CHECKOUT)) {
    const [from, to] = [join(CHECKOUT, name), join(root, name)];
    if (!COPIED.includes(name)) symlinkSync(from, to);
    // Without the code caches, which would run the original code.
    else cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.cache') });
  }
  const bundles = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.cjs'));
  const changed = bundles.filter((name) => {
    const file = join(root, 'dist', name);
    const before = readFileSync(file, 'latin1');
    const after = weaken(before);
    writeFileSync(file, after, 'latin1');
    return after !== before;
  });
  if (changed.length === 0) throw new Error('nothing was weakened');
}
