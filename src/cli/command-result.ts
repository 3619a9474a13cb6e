/** Takes a command's exit status. */
export type CommandResult = (exitCode: number) => void;
