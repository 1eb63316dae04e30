import { expect, it } from 'vitest';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

it('each entry of the history is described in words', async () => {
  const engine = await tutorialEngine(7);
  await engine.undo(2);
  await engine.redo();
  await engine.redo();
  await engine.revert(7);
  await engine.revert(6);
  await engine.undo();
  engine.host.trouble = () => 'no';
  await rejection(engine.undo());
  engine.host.trouble = () => null;
  await engine.undoTo(4);
  await engine.redo(3);
  expect(await engine.words()).toEqual([
    '1 create VPC vpc1 10.0.0.0/16 applied',
    '2 add public subnet public 10.0.1.0/24 to vpc1 applied',
    '3 add private subnet private 10.0.2.0/24 to vpc1 applied',
    '4 create VPC vpc2 172.16.0.0/16 applied',
    '5 add public subnet web 172.16.1.0/24 to vpc2 applied',
    '6 peer vpc1 with vpc2 applied',
    '7 apply a policy to vpc1/public: 3 ingress rules, egress open applied',
    '8 undo 7, 6 applied',
    '9 redo 6 (peer vpc1 with vpc2) applied',
    '10 redo 7 (apply a policy to vpc1/public: 3 ingress rules, egress open) applied',
    '11 revert 7 (apply a policy to vpc1/public: 3 ingress rules, egress open) taken out by 15',
    '12 revert 6 (peer vpc1 with vpc2) taken out by 13',
    '13 undo 12 (revert 6 (peer vpc1 with vpc2)) applied',
    '14 undo 11 (revert 7 (apply a policy to vpc1/public: 3 ingress rules, egress open)) failed',
    '15 undo 11, 7, 6, 5 applied',
    '16 redo 5, 6, 7 applied',
  ]);
});
