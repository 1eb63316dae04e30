/** For a plugin's commands: base classes with vpcctl's flags and output, and parts of oclif. */

export { Args, Flags } from '@oclif/core';
export { ChangeCommand, EngineCommand } from './change.js';
export { type CommandGroup, VpcctlCommand } from './command.js';
export { argument, atFlag, ifExistsFlag, killFlag, messageFlag } from './flags.js';
export { COMMAND_HOOK, type CommandHost, type CommandOutput } from './host.js';
export type { ChangeOutput, ProcessOutput } from './output.js';
export type {
  CommandRequest,
  ConfirmFlags,
  EngineFlags,
  MessageFlag,
  RecordedData,
} from './request.js';
export { forTerminal, hasColour, jsonForTerminal } from './terminal.js';
