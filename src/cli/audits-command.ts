import { decisions } from "../audits/review.js";
import { languages } from "../core/languages.js";
import type { Command, CommandGroup } from "./command.js";
import type {
  AuditsAcceptOptions,
  AuditsAssignOptions,
  AuditsExportOptions,
  AuditsFindingsOptions,
  AuditsImportOptions,
  AuditsKeygenOptions,
  AuditsListOptions,
  AuditsReviewOptions,
  AuditsSealOptions,
  AuditsShowOptions,
  AuditsSignOptions,
  AuditsSiteOptions,
  AuditsTrendOptions,
  AuditsVerifyOptions,
} from "./options.js";
import { archiveOption, signKeyOption, supervisionOptions } from "./run-command.js";

const runs = "A run folder, the number of its entry, or latest";

/** Whose signatures are believed. */
const keyOption = {
  type: "string",
  array: true,
  default: [] as string[],
  nargs: 1,
  describe: "Public key whose signatures count; default: those in keys/",
} as const;

const list: Command<AuditsListOptions> = {
  usage: "list",
  describe: "The audits of the archive, a line each, the latest last",
  examples: [
    ["audits list", "all of them"],
    ["audits list --suite churn --json", "those of one suite, as JSON"],
  ],
  options: (argv) =>
    argv.options({
      suite: { type: "string", requiresArg: true, describe: "Audits of this suite alone" },
      archive: archiveOption,
    }),
  run: () => import("./audits-list.js"),
};

const show: Command<AuditsShowOptions> = {
  usage: "show <run>",
  describe: "One audit: what was sealed of it, and what was said of it since",
  examples: [
    ["audits show latest", "the last audit of the archive"],
    ["audits show reports/churn/2026-10-05T0612Z", "one run folder"],
    ["audits show 12 --json", "entry 12, with the proof that it is in the log"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: runs }).options({ archive: archiveOption }),
  run: () => import("./audits-show.js"),
};

const verify: Command<AuditsVerifyOptions> = {
  usage: "verify [run]",
  describe: "Check that nothing changed since it was sealed; exit 5 names what did",
  examples: [
    ["audits verify", "the whole archive; prints its checkpoint"],
    ["audits verify latest", "one run, and the log"],
    ["audits verify --expect-checkpoint 12:6e340b…", "also that no entry up to there was cut or rewritten"],
    ["audits verify latest --key auditor.pub", "also that the auditor signed it"],
    ["audits verify latest --policy policy.yaml", "also that as many signed it as the policy asks for"],
    ["audits verify latest --rerun", "also run the suite again: the same numbers, byte for byte"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", describe: `${runs}; default: all` }).options({
      rerun: { type: "boolean", default: false, describe: "Run the suite of the run again and compare the records" },
      key: {
        ...keyOption,
        describe: "Public key; every run must then be signed with one that is named; default: those in keys/",
      },
      policy: {
        type: "string",
        requiresArg: true,
        describe: "Policy file; every run must then be signed with as many keys as it asks for",
      },
      "expect-checkpoint": { type: "string", requiresArg: true, describe: "SIZE:ROOT that was kept elsewhere" },
      archive: archiveOption,
      ...supervisionOptions,
    }),
  run: () => import("./audits-verify.js"),
};

const keygen: Command<AuditsKeygenOptions> = {
  usage: "keygen",
  describe: "Make a pair of keys: the private one to sign with, the public one for those who verify",
  examples: [["audits keygen --out ~/auditor.pem", "~/auditor.pem (0600) and ~/auditor.pem.pub"]],
  options: (argv) =>
    argv.options({
      out: {
        type: "string",
        requiresArg: true,
        demandOption: true,
        describe: "The private key's file; never written over",
      },
    }),
  run: () => import("./audits-keygen.js"),
};

const sign: Command<AuditsSignOptions> = {
  usage: "sign <run>",
  describe: "Sign a run as it was sealed, and the log up to here",
  examples: [
    ["audits sign latest --sign-key ~/auditor.pem", "adds signature-1.dsse.json and an entry; changes nothing"],
    ["audits sign 12 --sign-key a.pem --sign-key b.pem", "two signers of one statement"],
    [
      "audits sign 12 --sign-key a.pem --test-result verdict.dsse.json",
      "the verdict for other tools, beside the archive",
    ],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: runs }).options({
      "sign-key": signKeyOption,
      "test-result": {
        type: "string",
        requiresArg: true,
        describe: "Write the verdict as a signed in-toto test result to this file; add nothing to the archive",
      },
      archive: archiveOption,
    }),
  run: () => import("./audits-sign.js"),
};

const review: Command<AuditsReviewOptions> = {
  usage: "review <run>",
  describe: "Sign off an audit: who decided what, and what is to be done",
  examples: [
    ['audits review latest --by "A. Berg" --role "Model risk" --decision pass', "a review of an audit that passed"],
    [
      'audits review 12 --by "A. Berg" --role "Model risk" --decision accept --action "more data;Data team;2027-01-31" --sign-key berg.pem',
      "good enough with what is agreed, signed",
    ],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: runs }).options({
      by: { type: "string", requiresArg: true, demandOption: true, describe: "Who decided" },
      role: { type: "string", requiresArg: true, demandOption: true, describe: "As what" },
      decision: { choices: decisions, demandOption: true, describe: "accept needs an --action" },
      comment: { type: "string", requiresArg: true, describe: "Why; no personal data of others" },
      action: {
        type: "string",
        array: true,
        default: [] as string[],
        nargs: 1,
        describe: '"what;owner;YYYY-MM-DD": what is done, by whom, until when',
      },
      "sign-key": signKeyOption,
      archive: archiveOption,
    }),
  run: () => import("./audits-review.js"),
};

const finding = "A finding's id, as audits findings shows it";

const assign: Command<AuditsAssignOptions> = {
  usage: "assign <id>",
  describe: "Say who sees to a finding, and until when",
  examples: [['audits findings assign F-3f2a9c1b7d --owner "Data team" --due 2027-01-31', "in the log"]],
  options: (argv) =>
    argv.positional("id", { type: "string", demandOption: true, describe: finding }).options({
      owner: { type: "string", requiresArg: true, demandOption: true, describe: "Who: a team or a person" },
      due: { type: "string", requiresArg: true, demandOption: true, describe: "The last day, YYYY-MM-DD" },
      key: keyOption,
      "sign-key": signKeyOption,
      archive: archiveOption,
    }),
  run: () => import("./audits-findings-assign.js"),
};

const accept: Command<AuditsAcceptOptions> = {
  usage: "accept <id>",
  describe: "Answer, with a signature, for a finding that stays open until a day",
  examples: [
    [
      'audits findings accept F-3f2a9c1b7d --by "A. Berg" --why "pilot of 200" --until 2027-01-31 --sign-key berg.pem',
      "counts up to that day, for those who name the key",
    ],
  ],
  options: (argv) =>
    argv.positional("id", { type: "string", demandOption: true, describe: finding }).options({
      by: { type: "string", requiresArg: true, demandOption: true, describe: "Who answers for it" },
      why: { type: "string", requiresArg: true, demandOption: true, describe: "The reason" },
      until: { type: "string", requiresArg: true, demandOption: true, describe: "The last day, YYYY-MM-DD" },
      key: keyOption,
      "sign-key": signKeyOption,
      archive: archiveOption,
    }),
  run: () => import("./audits-findings-accept.js"),
};

const findings: Command<AuditsFindingsOptions> = {
  usage: "findings",
  describe: "Gates that did not pass, from the audit that showed it to the one that shows it gone",
  examples: [
    ["audits findings", "open and accepted ones"],
    ["audits findings --overdue", "exit 1 when one is overdue, for a scheduled check"],
    ["audits findings --all --suite churn --json", "those of one suite, closed ones too"],
  ],
  options: (argv) =>
    argv.options({
      suite: { type: "string", requiresArg: true, describe: "Findings of this suite alone" },
      overdue: { type: "boolean", default: false, describe: "Only those whose day is past; exit 1 when there are any" },
      all: { type: "boolean", default: false, describe: "Closed ones too" },
      key: keyOption,
      archive: archiveOption,
    }),
  commands: [assign, accept] as readonly Command<never>[],
  run: () => import("./audits-findings.js"),
};

const trend: Command<AuditsTrendOptions> = {
  usage: "trend <suite>",
  describe: "Each gate of a suite over its audits, with alarms that hold however often one looks",
  examples: [
    ["audits trend churn", "every gate, a line for each audit"],
    ["audits trend churn --gate leavers-language --json", "one gate, as JSON"],
  ],
  options: (argv) =>
    argv.positional("suite", { type: "string", demandOption: true, describe: "The suite's name" }).options({
      gate: { type: "string", requiresArg: true, describe: "This gate alone, by its id" },
      archive: archiveOption,
    }),
  run: () => import("./audits-trend.js"),
};

const site: Command<AuditsSiteOptions> = {
  usage: "site",
  describe: "Static pages of the archive: a table of all audits, and the trends of each suite",
  examples: [
    ["audits site", "reports/site/index.html; a browser is all it needs"],
    ["audits site --out public/audits", "elsewhere; the pages link to the reports in the archive"],
  ],
  options: (argv) =>
    argv.options({
      out: { type: "string", requiresArg: true, describe: "Folder for the pages; default: site in the archive" },
      lang: { choices: languages, default: "en" as const, describe: "Language of the pages" },
      archive: archiveOption,
    }),
  run: () => import("./audits-site.js"),
};

const seal: Command<AuditsSealOptions> = {
  usage: "seal <run>",
  describe: "Seal a run folder of the archive that has no entry yet",
  examples: [["audits seal reports/churn/2026-10-05T0612Z", "after a run that could not be sealed"]],
  options: (argv) =>
    argv
      .positional("run", { type: "string", demandOption: true, describe: "A run folder below the archive" })
      .options({ archive: archiveOption }),
  run: () => import("./audits-seal.js"),
};

const exportCommand: Command<AuditsExportOptions> = {
  usage: "export [run]",
  describe: "One zip with the run and what it takes to verify it without evenhand",
  examples: [
    ["audits export latest --to audit.zip", "for an auditor: unzip, then node verify.mjs"],
    ["audits export --all --to archive.zip", "the whole archive, to be kept or moved"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", describe: runs }).options({
      all: { type: "boolean", default: false, describe: "Every audit of the archive, and its log" },
      to: { type: "string", requiresArg: true, demandOption: true, describe: "The zip file; never written over" },
      "with-rows": { type: "boolean", default: false, describe: "Row-level files too: personal data" },
      archive: archiveOption,
    }),
  run: () => import("./audits-export.js"),
};

const importCommand: Command<AuditsImportOptions> = {
  usage: "import <file>",
  describe: "Restore an exported archive where there is none, and verify it",
  examples: [["audits import archive.zip --archive reports", "on an empty machine"]],
  options: (argv) =>
    argv
      .positional("file", { type: "string", demandOption: true, describe: "A zip of audits export --all" })
      .options({ archive: archiveOption }),
  run: () => import("./audits-import.js"),
};

export const auditsCommand: CommandGroup = {
  usage: "audits",
  describe: "The archive of audits: list, show, trend, site, verify, sign, review, findings, export, import",
  commands: [list, show, trend, site, verify, seal, keygen, sign, review, findings, exportCommand, importCommand],
};
