import { type HistoryRequest, inputError } from '@vpcctl/sdk';
import type { CommandRequest } from '@vpcctl/sdk/command';
import * as z from 'zod';
import type { Plan } from '../../../engine/index.js';
import { change } from '../../../ui/commands/change.js';
import type { ChangeAnswer, PlanAnswer } from '../../shared/answers.js';
import { keptOutput } from '../site/index.js';
import { route } from './route.js';

const seq = z.coerce.number().int().min(0);
const kind = z.enum(['undo', 'revert', 'redo']);

/** Undo all after an entry, revert one, or redo what was undone last. */
const wanted = { do: kind, seq };

/** What the page can change: the answers of `undo`, `redo` and `revert`. */
export const CHANGE_ROUTES = {
  'api/plan': route(z.strictObject(wanted), async (site, fields): Promise<PlanAnswer> => {
    let agreed = '';
    const planned = (plan: Plan) => {
      agreed = site.plans.keep(plan);
    };
    const request = requestOf(fields, { dry: true });
    const plan = await change(keptOutput(site.config), request, { planned });
    return { plan, command: commandOf(fields), agreed };
  }),
  'api/change': route(
    z.strictObject({ ...wanted, agreed: z.string(), message: z.string().optional() }),
    async (site, fields): Promise<ChangeAnswer> => {
      const agreed = site.plans.find(fields.agreed);
      if (agreed === null) throw unknownPlan();
      const output = keptOutput(site.config);
      const { message } = fields;
      const made = await change(output, requestOf(fields, { dry: false, message }), { agreed });
      return { change: made, lines: output.lines };
    },
    { method: 'POST' },
  ),
};

interface Fields {
  readonly do: z.infer<typeof kind>;
  readonly seq: number;
}

function timeOf(fields: Fields): HistoryRequest {
  if (fields.do === 'undo') return { type: 'undo', to: fields.seq };
  if (fields.do === 'redo') return { type: 'redo', count: Math.max(1, fields.seq) };
  return { type: 'revert', seq: fields.seq };
}

function commandOf(fields: Fields): string {
  return `vpcctl ${fields.do}${fields.do === 'undo' ? ' --to' : ''} ${fields.seq}`;
}

function requestOf(
  fields: Fields,
  { dry, message }: { readonly dry: boolean; readonly message?: string | undefined },
): CommandRequest {
  return {
    time: timeOf(fields),
    flags: { 'dry-run': dry, explain: false, 'log-level': 'info', message: message || undefined },
    summary: (_, description) => [`Done: ${description}`],
  };
}

function unknownPlan() {
  return inputError(
    'PLAN_UNKNOWN',
    'the plan that you were shown is not kept any more',
    'nothing was changed: ask again, and look at the plan',
  );
}
