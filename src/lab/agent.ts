/** The agent of one machine of a lab, a bundle of its own: a world has many, so it loads nothing else. */
import { runAgent } from '../host/probe/agent.js';

runAgent().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
