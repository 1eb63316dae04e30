/**
 * The agent of one workload of a lab. It is a bundle of its own and small, since a lab runs many of
 * them.
 */
import { runAgent } from '../host/probe/index.js';

runAgent().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
