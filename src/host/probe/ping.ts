import { spawn } from 'node:child_process';
import { VpcctlError } from '@vpcctl/sdk';
import { programMissing } from '../process/packages.js';

/**
 * ping's message where the kernel accepts no packet to the address (exit code 2, as for bad
 * options).
 */
const NO_ROUTE = /^ping: (connect|sendmsg): /m;

/**
 * Sends ICMP echo requests from this process's network namespace until one is answered.
 * @param milliseconds how long to wait; `ping` counts whole seconds, so they are rounded up
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where `ping` can't be used at all
 */
export function ping(address: string, milliseconds: number): Promise<boolean> {
  const seconds = String(Math.ceil(milliseconds / 1000));
  const args = ['-n', '-q', '-c', '1', '-i', '0.3', '-w', seconds, '--', address];
  return new Promise((resolve, reject) => {
    const child = spawn('ping', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', () => reject(programMissing('ping')));
    child.on('close', (code) => {
      if (code === 0) resolve(true);
      else if (code === 1 || NO_ROUTE.test(said)) resolve(false);
      else reject(cannotPing(said.trim()));
    });
  });
}

function cannotPing(said: string): VpcctlError {
  return new VpcctlError(`ping can't be used: ${said || 'no message'}`, {
    code: 'HOST_STEP_FAILED',
    category: 'host',
  });
}
