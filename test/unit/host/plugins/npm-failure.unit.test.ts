import { VpcctlError } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { npmFailure } from '../../../../src/host/plugins/npm-failure.js';

const failed = (output: string) =>
  new VpcctlError(`npm install -- lamp: ${output}`, { code: 'HOST_STEP_FAILED', category: 'host' });

describe('why npm could not install a package', () => {
  it.each([
    ['npm error code EAI_AGAIN\nnpm error syscall getaddrinfo', 'PLUGIN_REGISTRY_UNREACHABLE'],
    ['npm error code ECONNREFUSED', 'PLUGIN_REGISTRY_UNREACHABLE'],
    ['npm error code ETIMEDOUT', 'PLUGIN_REGISTRY_UNREACHABLE'],
    ['npm error code E404\nnpm error 404 Not Found', 'PLUGIN_PACKAGE_UNKNOWN'],
    ['npm error code ETARGET', 'PLUGIN_PACKAGE_UNKNOWN'],
    ['npm error code EINTEGRITY', 'HOST_STEP_FAILED'],
    ['killed', 'HOST_STEP_FAILED'],
  ])('%j: %s', (output, code) => {
    expect(npmFailure(failed(output), 'lamp')).toMatchObject({ code });
  });

  it('names the package and the next step', () => {
    expect(npmFailure(failed('npm error code ENOTFOUND'), 'lamp@2')).toMatchObject({
      message: 'npm reaches no registry to fetch lamp@2 from (ENOTFOUND)',
      hints: [expect.stringContaining('plugins install ./'), expect.any(String)],
    });
  });

  it('leaves an error alone that is none of npm', () => {
    const error = new TypeError('x');
    expect(npmFailure(error, 'lamp')).toBe(error);
  });
});
