import { grantedCores } from './granted-cores.ts';
import { describeMachine } from './machine.ts';
import { findProfile, profilePath } from './machine-profile.ts';
import type { TranscriberSettings } from './transcriber-settings.ts';

/** Settings, with this machine's profile where it applies. */
export interface ProfiledSettings<Settings> {
  readonly settings: Settings;
  /** One line about a profile that cannot be used. */
  readonly warning: string | undefined;
}

/**
 * Takes workers, threads and batch size from the profile a sweep saved for this machine, if none of the three is given.
 *
 * What is given about spinning stays as it is.
 */
export function withProfile<Settings extends TranscriberSettings>(
  settings: Settings,
  path = profilePath(),
): ProfiledSettings<Settings> {
  const { workers, threads, batchSize, cores } = settings;
  if ((workers ?? threads ?? batchSize) !== undefined) return { settings, warning: undefined };
  const found = findProfile(path, { machine: describeMachine(), coreBudget: grantedCores(cores) });
  if (found.kind === 'found') {
    return { settings: { ...found.profile, ...settings, profile: path }, warning: undefined };
  }
  if (found.kind === 'none') return { settings, warning: undefined };
  const remedy = '`whisper-batch sweep --save-profile` writes it anew';
  return { settings, warning: `warning: the profile ${path} is ignored, because ${found.reason}; ${remedy}.` };
}
