import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { environmentOf } from '@vpcctl/sdk/lab';
import { BACKEND, type Lab, type RunResult } from '../lab/harness.js';
import { outside } from './lab-files.js';
import { writeIn } from './tutorial.js';

const DIRECTORY = '/run/fake-tools';
const MEMORY = '/run/fake-tools-memory';

/**
 * Stands before programs on PATH, and for vpcctl not to speak netlink instead: test/support/lab/faults.ts has faults for
 * both. These programs go on where vpcctl is killed. What only looks is passed through. Of what changes something, steps are counted over
 * all calls of one command: each line of an `ip` batch is one, and each transaction of a packet filter. At step
 * FAKE_AT of FAKE_PROGRAMS it does what FAKE_DOES says, once, or with FAKE_LASTS at each step from there on; all else is
 * the real programs' work.
 *
 *   fail   says FAKE_SAYS and ends as the real one does. What stands before it in a batch is done
 *   hold   says in the file `held` which process waits for it, and goes on when something is written to the fifo
 *          `gate`
 */
const SCRIPT = `#!/bin/bash
name=\${0##*/}
real=$(PATH=\${PATH#${DIRECTORY}:} command -v "$name")
case " $* " in
  *' -j '*-batch*) exec "$real" "$@" ;;
  *' -batch '* | *' -f '* | *' --noflush '*) ;;
  *) exec "$real" "$@" ;;
esac
case " $FAKE_PROGRAMS " in *" $name "*) ;; *) exec "$real" "$@" ;; esac

cd ${MEMORY}
input=$(mktemp input.XXXX)
cat >$input
steps=1
[ "$name" != ip ] || steps=$(wc -l <$input)

exec {counter}>>counter.lock
flock $counter
before=$(cat counter 2>/dev/null || echo 0)
echo $((before + steps)) >counter
exec {counter}>&-

at=$((FAKE_AT - before))
if [ -n "$FAKE_LASTS" ] && [ $at -lt 1 ]; then at=1; fi
if [ $at -lt 1 ] || [ $at -gt $steps ]; then exec "$real" "$@" <$input; fi
echo "$*" >reached
case $FAKE_DOES in
  hold)
    echo $PPID >held.new
    mv held.new held
    read -r _ <gate
    exec "$real" "$@" <$input
    ;;
  fail)
    if [ "$name" = ip ]; then
      case " $* " in
        *' -force '*) sed "\${at}d" $input | "$real" "$@" || exit ;;
        *) head -n $((at - 1)) $input | "$real" "$@" || exit ;;
      esac
      printf '%s\\nCommand failed -:%s\\n' "$FAKE_SAYS" $at >&2
    else
      printf '%s\\n' "$FAKE_SAYS" >&2
    fi
    exit 1
    ;;
esac
`;

const TOOLS = ['ip', 'nft', 'iptables-legacy-restore'] as const;

/** The program by which the backend of this run loads the packet policy. */
export const FILTER_TOOL = BACKEND === 'nftables' ? 'nft' : 'iptables-legacy-restore';

/** What a fake tool does, and when. */
export interface Fault {
  /** Which of them; all by default. */
  readonly program?: (typeof TOOLS)[number];
  /** The step at which, from 1. */
  readonly at: number;
  readonly does: 'fail' | 'hold';
  readonly says?: string;
  /** Whether it does so at all later steps, too. */
  readonly lasts?: boolean;
}

/** Puts the fake tools into a lab. */
export function installFakeTools(lab: Lab): void {
  mkdirSync(outside(lab, DIRECTORY));
  for (const name of TOOLS) {
    writeIn(lab, `${DIRECTORY}/${name}`, SCRIPT);
    chmodSync(outside(lab, `${DIRECTORY}/${name}`), 0o755);
  }
}

/** The environment in which the next command meets `fault`. It forgets the one before. */
export function meeting(lab: Lab, fault: Fault): Record<string, string> {
  rmSync(outside(lab, MEMORY), { recursive: true, force: true });
  mkdirSync(outside(lab, MEMORY));
  return {
    PATH: `${DIRECTORY}:${environmentOf(lab.pid)?.['PATH']}`,
    VPCCTL_EXECUTOR: 'programs',
    FAKE_PROGRAMS: fault.program ?? TOOLS.join(' '),
    FAKE_AT: String(fault.at),
    FAKE_DOES: fault.does,
    FAKE_SAYS: fault.says ?? '',
    FAKE_LASTS: fault.lasts === true ? '1' : '',
  };
}

/** Whether the command got as far as its fault. */
export function wasReached(lab: Lab): boolean {
  return readdirSync(outside(lab, MEMORY)).includes('reached');
}

/** Runs vpcctl so that it meets `fault`. */
export function vpcctlMeeting(lab: Lab, fault: Fault, args: readonly string[]): Promise<RunResult> {
  return lab.run('vpcctl', args, { env: meeting(lab, fault) });
}

/** Where a held tool says by whom it was started, and the fifo that lets it go on. */
export const HELD = `${MEMORY}/held`;
export const GATE = `${MEMORY}/gate`;
