import type { Decision } from "../audits/review.js";
import type { Language } from "../core/languages.js";

/** Bounds on the process that reads rows, for every command that does. */
export interface LimitOptions {
  readonly memoryLimit: string | undefined;
  readonly timeLimit: number;
  readonly threads: number | undefined;
}

/** What a suite may reach, and the bounds on the process that reads its data. */
export interface SupervisionOptions extends LimitOptions {
  readonly allowOutside: boolean;
  readonly allowCode: boolean;
  readonly offline: boolean;
}

export interface PolicyOptions {
  /** File with what the organisation asks of every suite; absent: `policy.yaml`, where there is one. */
  readonly policy: string | undefined;
}

export interface RunOptions extends SupervisionOptions, PolicyOptions {
  readonly suites: readonly string[];
  readonly out: string | undefined;
  /** Where runs are kept and sealed; default `reports`. */
  readonly archive: string | undefined;
  readonly model: readonly string[];
  /** Another model of the suite, an accepted baseline, or a stored run. */
  readonly baseline: string | undefined;
  readonly seed: number;
  readonly strict: boolean;
  /** File with the key of the pseudonyms; default: EVENHAND_KEY. */
  readonly keyFile: string | undefined;
  /** Files with private keys to sign the run with; none: EVENHAND_SIGNING_KEY, where it is set. */
  readonly signKey: readonly string[];
  /** Whether answers of models behind a URL are kept, and used again. */
  readonly cache: boolean;
  /** Whether the HTML report is written beside the record. */
  readonly report: boolean;
  /** Lists of formats, joined by commas. */
  readonly format: readonly string[];
  /** Lists of languages, joined by commas; none: those of the suite. */
  readonly lang: readonly string[];
  /** Whether pages get a runtime. */
  readonly interactive: boolean;
}

export interface CheckOptions extends SupervisionOptions, PolicyOptions {
  readonly suite: string;
  readonly lock: boolean;
}

export interface ReportOptions {
  readonly run: string;
  /** Lists of formats, joined by commas. */
  readonly format: readonly string[];
  /** Lists of languages, joined by commas; none: those of the suite. */
  readonly lang: readonly string[];
  /** Whether pages get a runtime. */
  readonly interactive: boolean;
  readonly out: string | undefined;
}

export interface CompareOptions extends LimitOptions {
  readonly before: string;
  readonly now: string;
  readonly suiteOrder: boolean;
  /** Lists of formats, joined by commas. */
  readonly format: readonly string[];
  readonly out: string | undefined;
}

export interface BaselineAcceptOptions {
  readonly run: string;
  readonly as: string;
  readonly by: string;
  readonly why: string;
  /** Files with private keys; none: EVENHAND_SIGNING_KEY. */
  readonly signKey: readonly string[];
}

export interface BaselineShowOptions {
  readonly name: string | undefined;
}

export interface ExplainOptions extends SupervisionOptions {
  readonly suite: string | undefined;
  readonly id: string | undefined;
  readonly set: readonly string[];
  readonly model: string | undefined;
  readonly compare: string | undefined;
  readonly out: string | undefined;
  readonly verify: string | undefined;
  readonly lang: Language;
  readonly seed: number;
}

export interface ScheduleStatusOptions extends ArchiveOptions, PolicyOptions {
  /** The file of schedules. */
  readonly file: string;
  readonly allowOutside: boolean;
  readonly allowCode: boolean;
  readonly offline: boolean;
}

export interface ScheduleOptions extends ScheduleStatusOptions {
  readonly once: boolean;
  /** Port; absent: none. */
  readonly health: number | undefined;
  /** Seconds. */
  readonly grace: number;
}

/** What `evenhand schema` prints. */
export const schemaKinds = ["suite", "run", "schedules", "policy", "baseline", "metrics"] as const;

export interface SchemaOptions {
  readonly kind: (typeof schemaKinds)[number];
}

export interface DatasetsGetOptions extends LimitOptions {
  /** Name in the catalogue. */
  readonly set: string;
  /** A copy of the file; absent: it is fetched. */
  readonly from: string | undefined;
  readonly out: string | undefined;
}

/** Shells that `evenhand completion` writes a script for. */
export const shells = ["bash", "zsh", "fish"] as const;

export interface CompletionOptions {
  readonly shell: (typeof shells)[number];
}

/** Options of every command on the archive. */
export interface ArchiveOptions {
  readonly archive: string | undefined;
}

export interface AuditsListOptions extends ArchiveOptions {
  readonly suite: string | undefined;
}

export interface AuditsTrendOptions extends ArchiveOptions {
  readonly suite: string;
  /** A gate's id in the last audit; none: all of them. */
  readonly gate: string | undefined;
}

export interface AuditsSiteOptions extends ArchiveOptions {
  readonly out: string | undefined;
  readonly lang: Language;
}

export interface AuditsShowOptions extends ArchiveOptions {
  readonly run: string;
}

export interface AuditsKeygenOptions {
  readonly out: string;
}

export interface AuditsSignOptions extends ArchiveOptions {
  readonly run: string;
  /** Files with private keys; none: EVENHAND_SIGNING_KEY. */
  readonly signKey: readonly string[];
  /** A file for the verdict as a test result of in-toto; then nothing is added to the archive. */
  readonly testResult: string | undefined;
}

export interface AuditsReviewOptions extends ArchiveOptions {
  readonly run: string;
  readonly by: string;
  readonly role: string;
  readonly decision: Decision;
  readonly comment: string | undefined;
  /** "what;owner;YYYY-MM-DD", one each. */
  readonly action: readonly string[];
  readonly signKey: readonly string[];
}

export interface AuditsFindingsOptions extends ArchiveOptions {
  readonly suite: string | undefined;
  readonly overdue: boolean;
  /** Closed ones too. */
  readonly all: boolean;
  readonly key: readonly string[];
}

/** Options of what is said of one finding. */
interface FindingOptions extends ArchiveOptions {
  readonly id: string;
  readonly key: readonly string[];
  readonly signKey: readonly string[];
}

export interface AuditsAssignOptions extends FindingOptions {
  readonly owner: string;
  readonly due: string;
}

export interface AuditsAcceptOptions extends FindingOptions {
  readonly by: string;
  readonly why: string;
  readonly until: string;
}

export interface AuditsSealOptions extends ArchiveOptions {
  readonly run: string;
}

export interface AuditsVerifyOptions extends ArchiveOptions, SupervisionOptions {
  /** Policy file whose number of signers each run must have. */
  readonly policy: string | undefined;
  readonly run: string | undefined;
  readonly rerun: boolean;
  readonly expectCheckpoint: string | undefined;
  /** Files with public keys; none: those in keys/. */
  readonly key: readonly string[];
}

export interface AuditsExportOptions extends ArchiveOptions {
  readonly run: string | undefined;
  readonly all: boolean;
  readonly to: string;
  readonly withRows: boolean;
}

export interface AuditsImportOptions extends ArchiveOptions {
  readonly file: string;
}
