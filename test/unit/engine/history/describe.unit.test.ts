import { expect, it } from 'vitest';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

it('the history in words', async () => {
  const engine = await tutorialEngine(7);
  await engine.undo(2);
  await engine.redo();
  await engine.redo();
  await engine.revert(13);
  await engine.revert(11);
  await engine.undo();
  engine.host.trouble = () => 'no';
  await rejection(engine.undo());
  engine.host.trouble = () => null;
  await engine.undoTo(7);
  await engine.redo(3);
  expect(await engine.words()).toEqual([
    '1 create VPC vpc1 10.0.0.0/16 applied',
    '3 add public subnet public 10.0.1.0/24 to vpc1 applied',
    '5 add private subnet private 10.0.2.0/24 to vpc1 applied',
    '7 create VPC vpc2 172.16.0.0/16 applied',
    '9 add public subnet web 172.16.1.0/24 to vpc2 applied',
    '11 peer vpc1 with vpc2 applied',
    '13 apply a policy to vpc1/public: 3 rules in, open out applied',
    '15 undo 13, 11 applied',
    '17 redo 11 (peer vpc1 with vpc2) applied',
    '19 redo 13 (apply a policy to vpc1/public: 3 rules in, open out) applied',
    '21 revert 13 (apply a policy to vpc1/public: 3 rules in, open out) taken out by 29',
    '23 revert 11 (peer vpc1 with vpc2) taken out by 25',
    '25 undo 23 (revert 11 (peer vpc1 with vpc2)) applied',
    '27 undo 21 (revert 13 (apply a policy to vpc1/public: 3 rules in, open out)) failed',
    '29 undo 21, 13, 11, 9 applied',
    '31 redo 9, 11, 13 applied',
  ]);
});
