import { PLUGIN_HOOK, VpcctlError, type VpcctlPlugin } from '@vpcctl/sdk';
import * as z from 'zod';
import type { PluginHost } from './plugin-host.js';

/** The shape of a plugin that is checked before its functions are called. */
const pluginSchema = z.looseObject({
  name: z.string(),
  apiVersion: z.number(),
  features: z.array(z.looseObject({ name: z.string() })).optional(),
  drivers: z.array(z.looseObject({ name: z.string() })).optional(),
});

/**
 * Loads every plugin, including the core, with its features and drivers.
 * @returns the plugins in the order of their installation, the core first
 * @throws VpcctlError `PLUGIN_FAILED`, naming the plugin
 */
export async function loadPlugins(host: PluginHost): Promise<VpcctlPlugin[]> {
  const { successes, failures } = await host.runHook(PLUGIN_HOOK, {}, undefined, true);
  const [failure] = failures;
  if (failure !== undefined) throw pluginFailed(failure.plugin.name, failure.error);
  const names = host.getPluginsList().map(({ name }) => name);
  const place = (name: string) => names.indexOf(name);
  const inOrder = successes.toSorted((a, b) => place(a.plugin.name) - place(b.plugin.name));
  return inOrder.map(({ plugin, result }) => {
    // Its package name counts, whatever name the plugin gives itself.
    if (isPlugin(result)) return { ...result, name: plugin.name };
    throw pluginFailed(plugin.name, new Error(`its ${PLUGIN_HOOK} hook returns no plugin`));
  });
}

function isPlugin(value: unknown): value is VpcctlPlugin {
  return pluginSchema.safeParse(value).success;
}

function pluginFailed(name: string, cause: Error): VpcctlError {
  return new VpcctlError(`plugin ${name} could not be loaded: ${cause.message}`, {
    code: 'PLUGIN_FAILED',
    category: 'environment',
    hints: [`uninstall it: vpcctl plugins uninstall ${name}`],
    cause,
  });
}
