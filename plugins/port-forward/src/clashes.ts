import {
  containsNetwork,
  type HostFacts,
  inputError,
  isHostRoute,
  type Listener,
  parseNetwork,
  parseNetworkOrAddress,
  type State,
  shortText,
  vpcsOf,
} from '@vpcctl/sdk';
import { type Forward, keyOf, selectForwards } from './state.js';

/**
 * Checks that no other forward uses one of these ports at the same address.
 * @throws VpcctlError `PORT_TAKEN`, naming it
 */
export function checkForwards(state: State, wanted: readonly Forward[]): void {
  const taken = Object.values(selectForwards(state));
  for (const [place, forward] of wanted.entries()) {
    const others = [...taken, ...wanted.slice(0, place)];
    const other = others.find(
      (each) => overlaps(forward, each) && sameAddress(forward, each.listen),
    );
    if (other === undefined) continue;
    throw inputError(
      'PORT_TAKEN',
      `${keyOf(forward)} is taken: ${keyOf(other)} is forwarded to ${other.vpc}/${other.targets.join(', ')}`,
      `choose another port, or remove that forward first: vpcctl unforward ${other.vpc} ${unforwardArguments(other)}`,
    );
  }
}

/**
 * Checks that no program of the host listens on a forwarded port: a forward would cut it off.
 * @throws VpcctlError `PORT_IN_USE`, naming it
 */
export function checkListeners({ listeners }: HostFacts, wanted: readonly Forward[]): void {
  for (const forward of wanted) {
    const found = listeners.find(
      (each) =>
        overlaps(forward, { ...each, from: each.port, to: each.port }) &&
        sameAddress(forward, each.address),
    );
    if (found !== undefined) throw inUse(found);
  }
}

function inUse({ protocol, address, port, process }: Listener) {
  const who = process === null ? 'a program' : `${process.name} (pid ${process.pid})`;
  return inputError(
    'PORT_IN_USE',
    `${protocol} port ${port} of this host is in use: ${who} listens at ${address ?? 'any address'}`,
    'choose another port, stop that program, or forward another address of this host: --listen ADDRESS',
  );
}

/**
 * Reads the address of `--listen`.
 * @throws VpcctlError `CIDR_INVALID`, `LISTEN_INVALID`, `LISTEN_IN_VPC`
 */
export function checkListen(state: State, listen: string | null): string | null {
  if (listen === null) return null;
  const network = parseNetworkOrAddress(listen, 'the address of --listen');
  const address = shortText(network);
  if (!isHostRoute(network) || /^(0|22[4-9]|2[3-5]\d)\./.test(address)) {
    throw inputError(
      'LISTEN_INVALID',
      `${JSON.stringify(listen)} is not an address that this host can have`,
      'name one address of this host, or leave --listen out for all of them',
    );
  }
  const vpc = vpcsOf(state).find(({ cidr }) => containsNetwork(parseNetwork(cidr), network));
  if (vpc === undefined) return address;
  throw inputError(
    'LISTEN_IN_VPC',
    `${address} is an address of ${vpc.name} (${vpc.cidr}), not of this host`,
    'name an address of this host, or leave --listen out for all of them',
  );
}

/** The arguments of `unforward` that remove a forward. */
function unforwardArguments(forward: Forward): string {
  const { protocol, from, to, listen } = forward;
  const ports = `${from === to ? from : `${from}-${to}`}/${protocol}`;
  return listen === null ? ports : `${ports} --listen ${listen}`;
}

type Range = Pick<Forward, 'protocol' | 'from' | 'to'>;

function overlaps(one: Range, other: Range): boolean {
  return one.protocol === other.protocol && one.from <= other.to && other.from <= one.to;
}

/** Whether two `--listen` addresses overlap; null is any address. */
function sameAddress({ listen }: Forward, other: string | null): boolean {
  return listen === null || other === null || listen === other;
}
