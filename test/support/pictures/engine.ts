import { arrow, box, dashes, label, picture, verb } from './svg.js';

const SMALL = { size: 12 };

/** From a command to the kernel. */
export function engine(): string {
  const plain = 'plain' as const;
  return picture(
    [880, 405],
    'From a command to the kernel: decide, append, fold, lower, diff, compile, run',
    [
      box({
        at: [20, 30],
        size: [120, 56],
        colour: plain,
        title: 'command',
        lines: ['what you typed'],
      }),
      box({
        at: [230, 30],
        size: [120, 56],
        colour: plain,
        title: 'intent',
        lines: ['choices made'],
      }),
      box({
        at: [440, 30],
        size: [150, 56],
        colour: 'router',
        title: 'journal',
        lines: ['append-only, chained'],
      }),
      box({
        at: [440, 160],
        size: [150, 56],
        colour: plain,
        title: 'state',
        lines: ['VPCs, subnets, …'],
      }),
      box({
        at: [215, 160],
        size: [165, 56],
        colour: plain,
        title: 'desired resources',
        lines: ['bridges, routes, …'],
      }),
      box({ at: [230, 290], size: [150, 56], colour: plain, title: 'changes', lines: ['+ ~ -'] }),
      box({
        at: [440, 290],
        size: [150, 56],
        colour: plain,
        title: 'host commands',
        lines: ['ip, nft: as data'],
      }),
      box({ at: [680, 290], size: [110, 56], colour: 'outside', title: 'kernel' }),
      box({
        at: [20, 290],
        size: [130, 56],
        colour: plain,
        title: 'current',
        lines: ['before, or observed'],
      }),
      ...[arrow([140, 58], [230, 58]), verb([185, 51], 'decide')],
      ...[arrow([350, 58], [440, 58]), verb([395, 51], 'append')],
      ...[arrow([515, 86], [515, 160]), verb([523, 127], 'fold (evolve)', 'start')],
      ...[arrow([440, 188], [380, 188]), verb([410, 180], 'lower')],
      ...[arrow([305, 216], [305, 290]), verb([313, 257], 'diff', 'start')],
      arrow([150, 318], [230, 318]),
      ...[arrow([380, 318], [440, 318]), verb([410, 310], 'compile')],
      ...[arrow([590, 318], [680, 318]), verb([635, 311], 'run')],
      label([620, 52], 'Features say what should exist:', SMALL),
      label([620, 70], 'decide, evolve, lower. Pure.', SMALL),
      label([620, 182], 'Drivers say how it comes to exist:', SMALL),
      label([620, 200], 'compile (pure) and observe.', SMALL),
      dashes(
        [
          [735, 346],
          [735, 385],
          [85, 385],
          [85, 346],
        ],
        'arrow',
      ),
      verb([410, 378], 'observe: for roll-back, recovery and repair'),
    ],
  );
}
