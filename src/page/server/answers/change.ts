import { type HistoryRequest, inputError } from '@vpcctl/sdk';
import type { CommandRequest } from '@vpcctl/sdk/command';
import * as z from 'zod';
import { openReader, readHistory } from '../../../engine/history/index.js';
import { change } from '../../../ui/commands/change.js';
import type { ChangeAnswer, PlanAnswer } from '../../shared/answers.js';
import { keptOutput, type Site } from '../site/index.js';
import { route } from './route.js';

const seq = z.coerce.number().int().min(0);
const kind = z.enum(['undo', 'revert', 'redo']);

/** Undo all after an entry, revert one, or redo what was undone last. */
const wanted = { do: kind, seq };

/** What the page can change: the answers of `undo`, `redo` and `revert`. */
export const CHANGE_ROUTES = {
  'api/plan': route(z.strictObject(wanted), async (site, fields): Promise<PlanAnswer> => {
    const seen = await newest(site);
    const plan = await change(keptOutput(site.config), requestOf(fields, { dry: true }));
    return { plan, command: commandOf(fields), seen };
  }),
  'api/change': route(
    z.strictObject({ ...wanted, seen: seq, message: z.string().optional() }),
    async (site, fields): Promise<ChangeAnswer> => {
      // What was asked about was planned from this end.
      if ((await newest(site)) !== fields.seen) throw outdated();
      const output = keptOutput(site.config);
      const { message } = fields;
      const made = await change(output, requestOf(fields, { dry: false, message }));
      return { change: made, lines: output.lines };
    },
    { method: 'POST' },
  ),
};

interface Fields {
  readonly do: z.infer<typeof kind>;
  readonly seq: number;
}

async function newest({ config }: Site): Promise<number> {
  const [last] = await readHistory(await openReader(config), { count: 1 });
  return last?.entry.seq ?? 0;
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

function outdated() {
  return inputError(
    'PLAN_OUTDATED',
    'the history has a new entry since you were asked',
    'nothing was changed: look at the plan once more',
  );
}
