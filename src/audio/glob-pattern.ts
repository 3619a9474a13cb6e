/** A path pattern such as `talks/**` + `/*.{mp3,wav}`, split where its fixed part ends. */
export interface GlobPattern {
  /** Leading folders without wildcards, `.` if there are none. */
  readonly base: string;
  /** Matches a `/`-separated path below the base that the pattern names, or that lies in a folder it names. */
  readonly regExp: RegExp;
}

const WILDCARDS = /[*?[{]/;

/** The pattern in `text`, or undefined where it holds no wildcard. */
export function parseGlob(text: string): GlobPattern | undefined {
  if (!WILDCARDS.test(text)) return undefined;
  const parts = text.split('/');
  const firstWild = parts.findIndex((part) => WILDCARDS.test(part));
  const base = parts.slice(0, firstWild).join('/');
  const isAbsolute = firstWild === 1 && parts[0] === '';
  const pattern = parts.slice(firstWild).join('/').replace(/\/+$/, '');
  return { base: isAbsolute ? '/' : base || '.', regExp: new RegExp(`^${translate(pattern)}(?:/.*)?$`, 'su') };
}

/** One piece of a pattern at a time: folders, wildcards, character classes, alternatives, anything else as it stands. */
const PIECE = /\*\*\/|\*\*|\*|\?|\[[!^]?\]?[^\]]*\]|[{},]|[^*?[{},]+|\[/gu;

function translate(pattern: string): string {
  let depth = 0;
  return [...pattern.matchAll(PIECE)]
    .map(([piece]) => {
      if (piece === '{') depth++;
      if (piece === '}' && depth > 0) {
        depth--;
        return ')';
      }
      return translatePiece(piece, depth);
    })
    .join('')
    .concat(')'.repeat(depth));
}

function translatePiece(piece: string, depth: number): string {
  if (piece === '**/') return '(?:[^/]+/)*';
  if (piece === '**') return '.*';
  if (piece === '*') return '[^/]*';
  if (piece === '?') return '[^/]';
  if (piece === '{') return '(?:';
  if (piece === ',' && depth > 0) return '|';
  return piece.length > 2 && piece.startsWith('[') ? characterClass(piece) : escaped(piece);
}

/** A class as a regular expression; one that means nothing, such as `[z-a]`, stands for itself. */
function characterClass(piece: string): string {
  const isNegated = piece[1] === '!' || piece[1] === '^';
  const members = piece.slice(isNegated ? 2 : 1, -1).replace(/[\\\][^]/gu, '\\$&');
  const source = `(?!/)[${isNegated ? '^' : ''}${members}]`;
  return members !== '' && isRegExp(source) ? source : escaped(piece);
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source, 'u').unicode;
  } catch {
    return false; // the only way to learn whether ranges run forwards
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
