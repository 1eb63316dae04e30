/** `npm run pictures`: makes the pictures of the docs, and what the README shows, in a lab. */
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLab } from '@vpcctl/sdk/lab';
import { makePictures } from './make.js';

const root = dirname(dirname(realpathSync(process.argv[1] ?? '')));

main().catch((error: unknown) => {
  process.stderr.write(`pictures: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const lab = await openLab({ vpcctl: [process.execPath, join(root, 'bin/vpcctl')] });
  try {
    for (const [path, text] of await makePictures(lab, root)) {
      const file = join(root, path);
      if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
      writeFileSync(file, text);
      process.stdout.write(`${path}\n`);
    }
  } finally {
    await lab.stop();
  }
}
