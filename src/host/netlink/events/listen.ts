/** Listens to what the kernel tells of its changes. */
import { type Family, OPTION, openDescriptor } from '../socket.js';
import { type Listening, receive } from './descriptor-reader.js';
import { tellsOfDrift } from './drift-message.js';
import { GROUPS } from './groups.js';

/** The longest wait for a message, in seconds: the length that the end of a process may take. */
const PATIENCE_SECONDS = 5;

/**
 * Calls `changed` for each message that may tell of drift, also of the network namespaces that the
 * host has links to, where the process has CAP_NET_BROADCAST. Where messages were lost, that is
 * such a message, too.
 * @throws SystemError where there is no such socket
 */
export function listen(family: Family, changed: () => void): Listening {
  const descriptor = openDescriptor(family, {
    options: [OPTION.allNamespaces],
    patience: PATIENCE_SECONDS,
    groups: GROUPS[family],
  });
  return receive(descriptor, {
    datagram: (bytes) => {
      if (tellsOfDrift(family, bytes)) changed();
    },
    failed: changed,
  });
}
