import { type EntryContent, eventsOf, isHistoryEntry } from '@vpcctl/journal';
import type { Json } from '@vpcctl/sdk';

/** What an entry holds, as `--json` lists it. */
export interface ContentSummary {
  /** The type of the first event, `vpc.create`; or `undo`, `redo`, `revert`, `confirm`. */
  readonly intent: string;
  readonly events: { readonly type: string; readonly version: number; readonly data: Json }[];
  /** The numbers of the changes that an undo, redo, revert or confirmation is about. */
  readonly targets: number[];
  /** Why, as its user says; null where nobody did. */
  readonly message: string | null;
}

/** Summarizes what an entry holds. Pure. */
export function summarizeContent(content: EntryContent): ContentSummary {
  const events = eventsOf(content).map(({ type, v, data }) => ({ type, version: v, data }));
  const entry = { seq: 0, ...content };
  return {
    intent: events[0]?.type ?? content.type,
    events,
    targets: isHistoryEntry(entry) ? [...entry.data.targets] : [],
    message: content.message ?? null,
  };
}

/** The data of the event that names the change; of any other entry its own data. Pure. */
export function mainData(content: EntryContent): Json {
  return content.type === 'change' ? (content.events[0]?.data ?? null) : content.data;
}
