import type { EntryOutput } from '../../../schemas/history.js';
import { ask } from '../base/api.js';
import { h } from '../base/dom.js';
import { when } from '../base/format.js';
import { openDialog, report } from '../base/frame.js';
import { changesView, commandsView } from './changes.js';

/** Shows an entry whole, as `vpcctl show @SEQ` does. */
export async function openEntry(seq: number): Promise<void> {
  try {
    const entry = await ask<EntryOutput>('entry', { seq });
    const facts = [
      ['When', when(entry.at)],
      ['Who', `${entry.user}, user id ${entry.uid}, process ${entry.pid}`],
      ['Command', entry.argv.join(' ')],
      ['Why', entry.message ?? ''],
      ['Kind', entry.intent],
    ].filter(([, value]) => value !== '');
    openDialog(`Entry ${entry.seq}: ${entry.description}`, [
      h(
        'dl',
        { class: 'facts' },
        facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
      ),
      changesView('It changed on the host', entry.changes),
      commandsView('By these commands', entry.commands),
    ]);
  } catch (error) {
    report(error);
  }
}
