import type { PluginOutput } from '../../schemas/plugins.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';
import { printableLine } from '../text/text.js';

const HEAD = ['PLUGIN', 'VERSION', 'FROM', 'COMMANDS', 'FEATURES', 'DRIVERS'];

/** Renders all plugins as a table. */
export function renderPlugins(plugins: readonly PluginOutput[]): string {
  return renderTable(
    HEAD,
    plugins.map(({ name, version, source, commands, features, drivers }) => [
      paint.strong(printableLine(name)),
      printableLine(version),
      source,
      cell(commands),
      cell(features),
      cell(drivers),
    ]),
  );
}

/** Renders one plugin; `done` says what happened to it (`Installed`). */
export function renderContents(done: string, plugin: Omit<PluginOutput, 'source'>): string {
  const { name, version, commands, features, drivers } = plugin;
  const rows = Object.entries({ commands, features, drivers }).filter(([, of]) => of.length > 0);
  return [
    `${done} ${name} ${version}`,
    ...rows.map(([what, of]) => `  ${what.padEnd(9)} ${of.join(', ')}`),
  ]
    .map(printableLine)
    .join('\n');
}

function cell(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.map(printableLine).join('\n');
}
