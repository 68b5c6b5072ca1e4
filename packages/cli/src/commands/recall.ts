import type { Command } from 'commander';
import { registerAdd } from '../recall/add.ts';
import { registerExposure } from '../recall/exposure.ts';
import { registerLift } from '../recall/lift.ts';
import { registerList } from '../recall/list.ts';

export function register(program: Command): Command {
  const recall = program
    .command('recall')
    .description('Stop a plugin, a skill or an MCP server everywhere, by what it is made of');
  registerAdd(recall);
  registerList(recall);
  registerLift(recall);
  registerExposure(recall);
  return recall;
}
