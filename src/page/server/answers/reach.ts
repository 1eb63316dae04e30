import { inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import * as engine from '../../../engine/recorded/index.js';
import { readRequest } from '../../../ui/commands/what-if.js';
import { viewAnswer, viewMatrix } from '../../../ui/views/reach.js';
import type { Site } from '../site/index.js';
import { route } from './route.js';

/** Larger matrices take long to answer, and longer to look at. */
export const MOST_FLOWS = 20_000;

const words = z.array(z.string()).default([]);
const asked = { at: z.string().optional(), with: words };

async function query({ config }: Site, fields: { at?: string | undefined; with: string[] }) {
  const requests = [];
  for (const line of fields.with)
    requests.push(await readRequest(config, line, { isRemote: true }));
  return engine.readQuery(config, { at: fields.at, with: requests });
}

/** The answers of `reach`. */
export const REACH_ROUTES = {
  'api/reach': route(
    z.strictObject({ from: z.string(), to: z.string(), ...asked }),
    async (site, fields) => {
      const flow = engine.readFlow(fields.from, fields.to);
      const found = await query(site, fields);
      found.require(flow);
      return viewAnswer(engine.answerOne(found, flow), fields.with, null);
    },
    { many: ['with'] },
  ),
  'api/matrix': route(
    z.strictObject({ vpc: words, port: z.array(z.string()).optional(), ...asked }),
    async (site, fields) => {
      const services = fields.port?.map(engine.readService);
      const found = await query(site, fields);
      const matrix = engine.matrixOf(found, fields.vpc, services);
      if (matrix.flows.length > MOST_FLOWS) throw tooLarge(matrix.flows.length);
      return viewMatrix(matrix, engine.answer(found, matrix.flows), fields.with, []);
    },
    { many: ['with', 'vpc', 'port'] },
  ),
};

function tooLarge(flows: number) {
  return inputError(
    'MATRIX_TOO_LARGE',
    `the matrix would have ${flows} answers, and the page shows ${MOST_FLOWS}`,
    'choose some VPCs, or one port',
    'all of them: vpcctl reach --matrix',
  );
}
