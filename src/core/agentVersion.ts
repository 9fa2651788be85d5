/** The first agent that takes run commands; earlier ones ignore them. Source: Azure Arc, Run command (preview). */
const RUN_COMMAND_SINCE = [1, 33] as const;

/** Whether the agent can run a script. Where Azure names no version it is taken for one that can: Azure then says. */
export function canRunCommands(agentVersion: string | null): boolean {
  const match = /^\s*(\d{1,5})\.(\d{1,5})/.exec(agentVersion ?? '');
  if (!match) return true;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const [sinceMajor, sinceMinor] = RUN_COMMAND_SINCE;
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
