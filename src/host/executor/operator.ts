import type { LineOperation } from '@vpcctl/sdk';
import type { NetlinkSession } from '../netlink/index.js';
import { kernelMessage } from './kernel-message.js';
import { act } from './netlink-actions.js';
import { Refusal } from './refusal.js';

/** Carries out operations by netlink. It is to be closed again. */
export interface Operator {
  /** @throws Refusal where the kernel refuses */
  carryOut(operation: LineOperation): void | Promise<void>;
  close(): void;
}

/** Carries out operations by a session, and closes it. */
export function openOperator(session: NetlinkSession): Operator {
  return {
    carryOut(operation) {
      try {
        act(operation, session);
      } catch (error) {
        const said = kernelMessage(operation, error);
        throw said === null ? error : new Refusal(said, { cause: error });
      }
    },
    close: () => session.close(),
  };
}
