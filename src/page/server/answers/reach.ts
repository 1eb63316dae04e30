import { inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import * as engine from '../../../engine/recorded/index.js';
import { readRequest } from '../../../ui/commands/what-if.js';
import { viewAnswer } from '../../../ui/views/reach.js';
import type { HeatAnswer } from '../../shared/answers.js';
import type { Site } from '../site/index.js';
import { heatOf } from './heat.js';
import { route } from './route.js';

/** A larger matrix takes more than half a minute. */
export const MOST_FLOWS = 1_000_000;

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
  'api/heat': route(
    z.strictObject({ vpc: words, port: z.array(z.string()).optional(), ...asked }),
    async (site, fields, gone): Promise<HeatAnswer> => {
      const services = fields.port?.map(engine.readService);
      const found = await query(site, fields);
      const matrix = engine.matrixOf(found, fields.vpc, services);
      if (matrix.flows.length > MOST_FLOWS) throw tooLarge(matrix.flows.length);
      return heatOf(matrix, await engine.arrivals(found, matrix.flows, gone));
    },
    { many: ['with', 'vpc', 'port'] },
  ),
};

function tooLarge(flows: number) {
  return inputError(
    'MATRIX_TOO_LARGE',
    `the matrix would have ${flows} answers, and the page asks ${MOST_FLOWS}`,
    'choose some VPCs, or one port',
    'all of them: vpcctl reach --matrix',
  );
}
