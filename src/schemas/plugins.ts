import * as z from 'zod';

/** A plugin, as `plugins install --json` prints it. */
export const pluginOutputSchema = z.object({
  name: z.string(),
  version: z.string(),
  source: z
    .enum(['vpcctl', 'user'])
    .describe('Whether vpcctl includes the plugin, or the user installed it.'),
  commands: z.array(z.string()),
  features: z.array(z.string()),
  drivers: z.array(z.string()),
});

/** What `plugins --json` prints. */
export const pluginsOutputSchema = z.object({ plugins: z.array(pluginOutputSchema) });

/** What `plugins uninstall --json` prints. */
export const pluginGoneOutputSchema = z.object({ name: z.string() });

export type PluginOutput = z.infer<typeof pluginOutputSchema>;
export type PluginsOutput = z.infer<typeof pluginsOutputSchema>;
export type PluginGoneOutput = z.infer<typeof pluginGoneOutputSchema>;
