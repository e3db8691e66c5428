import { createHash } from "node:crypto";
import path from "node:path";
import { Failure } from "../core/errors.js";
import { modelsOf } from "./check-models.js";
import { checkSuite } from "./check-suite.js";
import { type Complaint, collectComplaints, type Path } from "./complaint.js";
import { completeSuite } from "./complete.js";
import { reachedBy } from "./confine-path.js";
import { documentProblems } from "./document-problems.js";
import { Draft } from "./draft.js";
import { type FeatureFiles, readFeatureFiles } from "./feature-file.js";
import { placeIn, writtenAt } from "./node-places.js";
import { found } from "./quoted.js";
import { readDocument } from "./read-document.js";
import { readTextFile } from "./read-file.js";
import type { Registries } from "./registries.js";
import { checkSent } from "./remote-sent.js";
import { schemaComplaints } from "./schema-complaints.js";
import { type Suite, suiteSchema } from "./suite.js";
import { type SuitePaths, suitePaths } from "./suite-paths.js";

export interface ParseOptions {
  /** Folder below which everything the suite names must lie. */
  readonly projectFolder: string;
  /** Let the suite name files outside that folder. */
  readonly allowOutside: boolean;
  /** Names that the suite may use; default: any. */
  readonly registries?: Registries;
  /** Reads a file that the suite names; default: from disk. @throws Failure */
  readonly readFile?: (file: string) => string;
}

/** A text as a suite. @throws Failure (usage) with every problem of the text, each with its place */
export function parseSuite(text: string, file: string, options: ParseOptions): Suite {
  const absolute = path.resolve(file);
  const document = readDocument(text);
  const { data } = document;
  const fault = data === undefined ? [] : shapeFault(data);
  if (data === undefined || fault.length > 0) throw new Failure("usage", documentProblems(document, absolute, fault));

  const parsed = suiteSchema.safeParse(data);
  const complaints = parsed.success
    ? []
    : schemaComplaints(parsed.error.issues, { schema: suiteSchema, data, written: (at) => writtenAt(document, at) });
  const draft = new Draft(data);
  complaints.push(
    ...collectComplaints((complain) =>
      checkSuite(draft, options.registries ?? { metrics: null, disparities: null }, complain),
    ),
  );
  const projectFolder = folderOf(absolute, options);
  const { paths, featureFiles, refused } = followPaths(draft, absolute, projectFolder, options);
  const problems = [...documentProblems(document, absolute, [...complaints, ...refused]), ...featureFiles.problems];
  if (!parsed.success || problems.length > 0) throw new Failure("usage", problems);

  const sha256 = createHash("sha256").update(text).digest("hex");
  const content = completeSuite(parsed.data, {
    file: absolute,
    projectFolder,
    sha256,
    paths,
    features: featureFiles.features,
  });
  return { ...content, place: (at, mark) => placeIn(document, asWritten(at, parsed.data), mark) };
}

function shapeFault(data: unknown): Complaint[] {
  if (data === null) return [{ path: [], message: "the suite is empty; evenhand schema suite shows what it can hold" }];
  const isMap = typeof data === "object" && !Array.isArray(data);
  return isMap
    ? []
    : [{ path: [], message: `a suite is a map with keys such as name and dataset, found ${found(data)}` }];
}

const folderOf = (file: string, { allowOutside, projectFolder }: ParseOptions): string =>
  allowOutside ? path.parse(file).root : (reachedBy(path.resolve(projectFolder)) ?? path.resolve(projectFolder));

function followPaths(draft: Draft, file: string, folder: string, options: ParseOptions) {
  let paths: SuitePaths = { sources: [], models: [] };
  let featureFiles: FeatureFiles = { features: [], problems: [] };
  const refused = collectComplaints((complain) => {
    paths = suitePaths(draft, { base: path.dirname(file), folder }, complain);
    featureFiles = readFeatureFiles(draft, paths, options.readFile ?? readTextFile, complain);
    checkSent(modelsOf(draft), featureFiles.features, complain);
  });
  return { paths, featureFiles, refused };
}

/** A path of the completed suite as a path of the file. */
function asWritten(at: Path, written: { readonly model?: unknown }): Path {
  const [first, ...rest] = at;
  if (first === "attributes") return ["protected", ...rest];
  if (first === "models" && rest[0] === 0 && written.model !== undefined) return ["model", ...rest.slice(1)];
  return first === "dataset" && rest[0] === "sources" ? ["dataset", "source", ...rest.slice(1)] : at;
}
