import { inputError } from '@vpcctl/sdk';
import { type Flow, parseFlow, parseService, type Service } from '../../model/reach/index.js';

const EXAMPLES =
  'for example: vpc1/private 10.0.1.1:8080, vpc1/web vpc2/db:5432/tcp, host vpc1/web';

/**
 * Parses the two ends of a flow, as the user typed them. Pure.
 * @throws VpcctlError `FLOW_INVALID`
 */
export function readFlow(from: string, to: string): Flow {
  return parseFlow(from, to, (reason) => {
    throw inputError('FLOW_INVALID', reason, EXAMPLES);
  });
}

/**
 * Parses `FROM -> TO`. Pure.
 * @throws VpcctlError `FLOW_INVALID`
 */
export function readArrow(text: string): Flow {
  const [, from, to] = /^\s*(\S+)\s*->\s*(\S+)\s*$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return readFlow(from, to);
  throw inputError(
    'FLOW_INVALID',
    `${JSON.stringify(text)} is not FROM -> TO`,
    "for example: vpcctl bisect 'vpc1/private -> vpc2/web:8080'",
  );
}

/**
 * Parses `icmp`, `8080` or `53/udp`. Pure.
 * @throws VpcctlError `SERVICE_INVALID`
 */
export function readService(text: string): Service {
  return parseService(text, (reason) => {
    throw inputError('SERVICE_INVALID', `${JSON.stringify(text)}: ${reason}`, '--port 53/udp');
  });
}
