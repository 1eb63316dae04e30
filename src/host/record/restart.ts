import { readFileSync } from 'node:fs';
import { bootId } from '../proc/process-identity.js';
import { recordFile } from './host-record.js';

/**
 * Whether the host was restarted since vpcctl last changed it, and nothing built its VPCs again: the
 * host record is of another boot.
 * @param directory the state directory
 */
export function wasRestarted(directory: string): boolean {
  try {
    const { boot } = JSON.parse(readFileSync(recordFile(directory), 'utf8'));
    const now = bootId();
    return typeof boot === 'string' && now !== null && boot !== now;
  } catch {
    return false;
  }
}
