import type { z } from "zod";
import { Failure } from "../core/errors.js";
import { type Complain, collectComplaints } from "./complaint.js";
import { documentProblems } from "./document-problems.js";
import { writtenAt } from "./node-places.js";
import { readDocument } from "./read-document.js";
import { readTextFile } from "./read-file.js";
import { schemaComplaints } from "./schema-complaints.js";
import type { SuiteDocument } from "./suite-document.js";

/** What a file must be. */
interface Wanted<Data> {
  readonly schema: z.ZodType<Data>;
  /** What the whole is called, for messages: "the policy". */
  readonly called: string;
  /** Says what the shape cannot. */
  readonly check: (data: Data, complain: Complain) => void;
}

/**
 * Reads a YAML file of another kind than a suite by its schema, under the same limits.
 * @param file absolute path
 * @throws Failure (usage) with every problem, each with its place
 */
export function readBySchema<Data>(
  file: string,
  { schema, called, check }: Wanted<Data>,
): { readonly data: Data; readonly text: string; readonly document: SuiteDocument } {
  const text = readTextFile(file);
  const document = readDocument(text);
  const parsed = document.data === undefined ? null : schema.safeParse(document.data);
  const complaints =
    parsed === null
      ? []
      : parsed.success
        ? collectComplaints((complain) => check(parsed.data, complain))
        : schemaComplaints(parsed.error.issues, {
            schema,
            data: document.data,
            written: (at) => writtenAt(document, at),
          });
  const isRead = parsed?.success === true;
  // The words of suites, of which this is none; what is checked beyond the shape speaks of suites as such.
  const inItsWords = (text: string): string => (isRead ? text : text.replace(/\b(?:the|a) suite\b/, called));
  const problems = documentProblems(document, file, complaints).map(({ message, hint, ...problem }) => ({
    ...problem,
    message: inItsWords(message),
    ...(hint === undefined ? {} : { hint: inItsWords(hint) }),
  }));
  if (!isRead || problems.length > 0) throw new Failure("usage", problems);
  return { data: parsed.data, text, document };
}
