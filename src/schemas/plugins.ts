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

/** A plugin that is not installed, and whose entries are in effect. */
export const missingPluginSchema = z.object({
  name: z.string().nullable().describe('Its package; null where the journal does not tell.'),
  version: z.string().nullable().describe('The version that recorded its newest entry.'),
  title: z.string().describe('The plugin in words.'),
  entries: z.array(z.number().int()).describe('Its entries in effect.'),
  hint: z.string().describe('How to get it back.'),
});

/** What `plugins uninstall --json` prints. */
export const pluginGoneOutputSchema = z.object({
  name: z.string(),
  entries: z
    .array(z.object({ seq: z.number().int(), description: z.string() }))
    .describe('Entries in effect that are not applied any more without it.'),
  source: z.string().nullable().describe('What to install again; null where it is not known.'),
});

export type PluginOutput = z.infer<typeof pluginOutputSchema>;
export type PluginsOutput = z.infer<typeof pluginsOutputSchema>;
export type PluginGoneOutput = z.infer<typeof pluginGoneOutputSchema>;
