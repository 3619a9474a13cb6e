/** One audio file to transcribe. */
export interface AudioSource {
  /** Absolute path. */
  readonly path: string;
  /** Unique name within a run: the path below the folder it was found in, with `/` between parts. */
  readonly name: string;
}
