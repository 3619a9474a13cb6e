/** Elsewhere a backslash is a character of a name. */
const SEPARATOR = process.platform === 'win32' ? /[/\\]/ : '/';

/** A file and what it would be called if it were alone. */
export interface NamedPath {
  /** Absolute, with `/` or the platform's separator between parts. */
  readonly path: string;
  readonly name: string;
}

/**
 * The same files under names of which no two are equal: those that clash get as many of their parent folders in front
 * as it takes. Paths must be different.
 */
export function withUniqueNames(files: readonly NamedPath[]): NamedPath[] {
  const uses = new Map<string, number>();
  for (const { name } of files) uses.set(name, (uses.get(name) ?? 0) + 1);
  if (uses.size === files.length) return [...files];
  return withUniqueNames(files.map((file) => (uses.get(file.name) === 1 ? file : withParent(file))));
}

function withParent({ path, name }: NamedPath): NamedPath {
  const parts = path.split(SEPARATOR).filter((part) => part !== '');
  return { path, name: parts.slice(-name.split('/').length - 1).join('/') };
}
