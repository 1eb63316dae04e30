import type { ChangeAnswer, PlanAnswer } from '../../shared/answers.js';
import { ask, askChange } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { count } from '../base/format.js';
import { failureView, notify, openDialog, report } from '../base/frame.js';
import type { Store } from '../base/state.js';
import { changesView, commandsView } from './changes.js';

/** What is asked for: undo all after an entry, or revert one. */
export interface Wanted {
  readonly do: 'undo' | 'revert' | 'redo';
  readonly seq: number;
}

const VERBS = { undo: 'Undo', revert: 'Revert', redo: 'Redo' };

/** Shows what an undo or revert would do, and does it where the page may. */
export async function openQuestion(store: Store, wanted: Wanted): Promise<void> {
  try {
    const answer = await ask<PlanAnswer>('plan', { ...wanted });
    question(store, wanted, answer);
  } catch (error) {
    report(error);
  }
}

function question(store: Store, wanted: Wanted, { plan, command, agreed }: PlanAnswer): void {
  const { session } = store.get();
  const gone = plan.changes.filter(({ action }) => action === 'delete').length;
  const trouble = h('div', {});
  const why = h('input', { type: 'text', maxlength: 500, placeholder: 'optional' });
  const go = button(VERBS[wanted.do], () => act(), { class: gone > 0 ? 'danger' : 'primary' });
  const act = async () => {
    go.disabled = true;
    try {
      const body = { ...wanted, agreed, ...(why.value === '' ? {} : { message: why.value }) };
      const done = await askChange<ChangeAnswer>('change', body, session?.key ?? '');
      dialog.close();
      store.set({ position: null });
      notify(...done.lines.map((line) => h('p', {}, line)));
    } catch (error) {
      fill(trouble, failureView(error));
      go.disabled = false;
    }
  };
  const mayChange = session?.allowChanges === true;
  const dialog = openDialog(
    `${VERBS[wanted.do]}?`,
    [
      h('p', {}, `This would ${plan.description}.`),
      gone === 0
        ? null
        : h('p', { class: 'warning' }, `${count(gone, 'resource')} of the host will be deleted.`),
      h('p', {}, 'The same by hand: ', h('code', {}, command)),
      changesView('On the host', plan.changes),
      commandsView('By these commands', plan.commands),
      mayChange
        ? h('label', { class: 'field' }, 'Why', why)
        : h(
            'p',
            { class: 'faint' },
            'This page only reads. To change from here: ',
            h('code', {}, 'vpcctl ui --allow-changes'),
          ),
      trouble,
    ],
    mayChange ? [go] : [],
  );
}
