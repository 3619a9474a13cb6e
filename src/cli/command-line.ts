/** What the commands need of the argument parser. */
export { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
