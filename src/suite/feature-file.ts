import { z } from "zod";
import { Failure, type Problem } from "../core/errors.js";
import { modelsOf } from "./check-models.js";
import type { Complain, Path } from "./complaint.js";
import { documentProblems } from "./document-problems.js";
import type { Draft } from "./draft.js";
import { writtenAt } from "./node-places.js";
import { quoted } from "./quoted.js";
import { readDocument } from "./read-document.js";
import { schemaComplaints } from "./schema-complaints.js";
import { type FeatureSpec, featureList } from "./suite.js";
import type { SuitePaths } from "./suite-paths.js";

/** What came of the feature lists that stand in files of their own. */
export interface FeatureFiles {
  /** One entry per model; null where it has no such file. */
  readonly features: readonly (readonly FeatureSpec[] | null)[];
  /** What is wrong inside the files; files that cannot be read are complained of in the suite. */
  readonly problems: readonly Problem[];
}

/** Reads the feature files of all models. */
export function readFeatureFiles(
  suite: Draft,
  paths: SuitePaths,
  readFile: (file: string) => string,
  complain: Complain,
): FeatureFiles {
  const problems: Problem[] = [];
  const features = paths.models.map(({ features: file }, i) => {
    if (file === null) return null;
    const text = tryToRead(file, readFile, (why) => {
      const written = modelsOf(suite)[i]!.at("features");
      complain(written.path, `features file ${quoted(written.text ?? "")}: ${why}`);
    });
    const read = text === null ? null : parseFeatures(text, file);
    problems.push(...(read?.problems ?? []));
    return read?.features ?? null;
  });
  return { features, problems };
}

function tryToRead(file: string, readFile: (file: string) => string, refuse: (why: string) => void): string | null {
  try {
    return readFile(file);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    refuse(error.problems.map(({ message }) => message).join("; "));
    return null;
  }
}

/** The list is read as the `features` of a model, so that complaints sound the same in both places. */
const featureFile = z.strictObject({ features: featureList });

function parseFeatures(text: string, file: string): { features: readonly FeatureSpec[] | null; problems: Problem[] } {
  const document = readDocument(text);
  if (document.data === undefined) return { features: null, problems: documentProblems(document, file, []) };
  const data = { features: document.data };
  const parsed = featureFile.safeParse(data);
  const reading = { schema: featureFile, data, written: (path: Path) => writtenAt(document, path.slice(1)) };
  const complaints = parsed.success ? [] : schemaComplaints(parsed.error.issues, reading);
  const inFile = complaints.map(({ meant, ...complaint }) => ({
    ...complaint,
    path: complaint.path.slice(1),
    ...(meant === undefined ? {} : { meant: meant.slice(1) }),
  }));
  return { features: parsed.data?.features ?? null, problems: documentProblems(document, file, inFile) };
}
