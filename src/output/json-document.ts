import type { FileOutcome } from '../metrics/outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import type { Transcript } from '../stitch/transcript.ts';
import { fileRecord, segmentRecord, windowRecord } from './file-record.ts';
import { formatJson } from './results-files.ts';
import { languageRecord } from './transcript-record.ts';
import { summaryRecord } from './summary-record.ts';
import type { JsonRecord } from './summary-record.ts';

/** Rises when a field of the JSON documents changes its meaning or goes away; new fields leave it as it is. */
export const JSON_SCHEMA_VERSION = 1;

const NOTHING_HEARD: Transcript = { text: '', segments: [], windows: [] };

/** The one document of `--json`: the summary, and each file with its segments, windows or error. */
export function formatJsonDocument(report: RunReport): string {
  return formatJson({
    schema_version: JSON_SCHEMA_VERSION,
    summary: summaryRecord(report),
    files: report.outcomes.map(detailedFileRecord),
  });
}

function detailedFileRecord(outcome: FileOutcome): JsonRecord {
  const transcript = outcome.kind === 'transcribed' ? outcome.transcript : NOTHING_HEARD;
  return {
    ...fileRecord(outcome),
    path: outcome.source.path,
    ...languageRecord(transcript),
    segments: transcript.segments.map(segmentRecord),
    window_transcripts: transcript.windows.map(windowRecord),
  };
}
