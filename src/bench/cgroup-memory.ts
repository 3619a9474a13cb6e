import { join } from 'node:path';
import { groupFolders, readText, type TextReader } from '../batch/control-groups.ts';

/**
 * Highest memory, in bytes, of this process's control group since the group was made (Linux cgroup v1 and v2);
 * `undefined` where the system does not tell.
 */
export function cgroupPeakBytes(read: TextReader = readText): number | undefined {
  const files = groupFolders('memory', read).flatMap(({ version, folders }) => {
    const file = version === 2 ? 'memory.peak' : 'memory.max_usage_in_bytes';
    // The group itself, else the root of the mount: inside a container that is the group.
    return [folders.at(0), folders.at(-1)].map((folder) => join(folder ?? '/', file));
  });
  return files.map((path) => Number(read(path) ?? NaN)).find((bytes) => bytes > 0);
}
