import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Driver } from '../contract/driver.js';
import { type HostState, hostChanges, hostState, type Lab, openLab } from '../lab/index.js';
import { closedByDefault } from './cases/closed.js';
import { connections } from './cases/connections.js';
import { errors } from './cases/errors.js';
import { forgedAnswers } from './cases/forged.js';
import { forwards } from './cases/forwards.js';
import { securityGroups } from './cases/groups.js';
import { hostServices } from './cases/host-services.js';
import { observation, type Tampering } from './cases/observed.js';
import { peerings } from './cases/peerings.js';
import { sourceGuard } from './cases/source-guard.js';
import { updates } from './cases/updates.js';
import { execute } from './scenario/execute.js';
import { BASIC, COMES, GOES } from './scenario/network.js';
import { serve } from './scenario/probe.js';
import { type Subject, subjectOf } from './scenario/subject.js';
import { traces } from './scenario/traces.js';

export type { Tampering } from './cases/observed.js';
export { BASIC, COMES } from './scenario/network.js';
export * from './scenario/resources.js';
export { type Subject, subjectOf } from './scenario/subject.js';

/** The driver under test, and its lab. */
export interface ConformanceOptions {
  /** A driver of the packet policy: it serves the kinds of `PACKET_POLICY_KINDS`. */
  readonly driver: Driver;
  /** Opens the lab that all cases share; by default with the `vpcctl` that is found on PATH. */
  readonly openLab?: () => Promise<Lab>;
  /**
   * Changes that another program may make to the driver's objects; each must be observed and
   * repaired.
   */
  readonly tampering?: readonly Tampering[];
  /**
   * On how many hosts isolation is tried: all combinations of br_netfilter and rp_filter, which is
   * the default, or two that have each value of both.
   */
  readonly hosts?: 'all' | 'two';
}

const TIMEOUT_MS = 60_000;

/**
 * Declares the tests that every driver of the packet policy has to pass, for vitest: packets on the
 * real kernel, in a lab. Each case has a policy, packets that must pass and packets that must not,
 * and checks that the policy leaves nothing behind.
 */
export function conformance({
  driver,
  tampering = [],
  hosts = 'all',
  ...options
}: ConformanceOptions): void {
  const open = options.openLab ?? openLab;
  describe(`the ${driver.name} driver`, { timeout: TIMEOUT_MS }, () => {
    let lab: Lab | undefined;
    let opened: Subject | undefined;
    let atFirst: HostState = {};
    let bare: string[] = [];
    let basic: string[] = [];
    const subject = (): Subject => {
      if (opened === undefined) throw new Error('the lab is not open yet');
      return opened;
    };

    beforeAll(async () => {
      lab = await open();
      opened = subjectOf(driver, lab);
      atFirst = await hostState(lab);
      await execute(COMES, lab);
      bare = await traces(lab);
      await execute(GOES, lab);
      // Links and policy are built together, as for a new VPC.
      await opened.use(BASIC, COMES);
      await Promise.all([
        serve(opened, 'vpc1-public', 22, 8080),
        serve(opened, 'vpc1-private', 8081),
        serve(opened, 'twin-public', 8083),
        serve(opened, 'vpc2-public', 8080),
        serve(opened, null, 9000, 9001),
        // An attacker outside has a route to the VPC.
        opened.internet('ip route add 10.0.0.0/16 via 203.0.113.2'),
      ]);
      basic = await traces(lab);
    }, TIMEOUT_MS);
    afterAll(() => lab?.stop(), TIMEOUT_MS);

    /** Removes the policy of a case, and checks that it leaves nothing behind. */
    const onlyBasicIsLeft = async (): Promise<void> => {
      await subject().use(BASIC);
      expect(await traces(subject().lab)).toEqual(basic);
    };

    describe('case by case', () => {
      afterEach(onlyBasicIsLeft, TIMEOUT_MS);
      closedByDefault(subject, hosts);
      peerings(subject);
      securityGroups(subject);
      connections(subject);
      forgedAnswers(subject);
      errors(subject);
      forwards(subject);
      hostServices(subject);
      updates(subject);
    });

    describe('attacked', () => {
      afterAll(onlyBasicIsLeft, TIMEOUT_MS);
      sourceGuard(subject);
      observation(subject, tampering);
    });

    test('leaves nothing when the policy goes and the links stay', async () => {
      await subject().use([]);
      expect(await traces(subject().lab)).toEqual(bare);
    });

    test('leaves nothing when links and policy go together', async () => {
      await subject().use(BASIC);
      await subject().use([], GOES);
      expect(hostChanges(atFirst, await hostState(subject().lab))).toEqual([]);
    });
  });
}
