import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuditEvent,
  findingId,
  findingsOf,
  type GateFinding,
  type GateIdentity,
  type GateResult,
  type HistoryEvent,
  withoutRepeats,
} from "../../src/audits/findings.js";

const gate: GateIdentity = {
  metric: "true_positive_rate",
  attribute: "gender",
  class: null,
  stratum: null,
  disparity: "max_difference",
};
const id = findingId("churn", gate);
const today = "2026-10-20";

const result = (verdict: GateResult["verdict"], tolerance = 0.05): GateResult => ({
  ...{ verdict, tolerance, bound: "at_most", value: 0.1, low: 0.06, high: 0.14, reason: null },
});

let entry = 0;
const audit = (...gates: (GateIdentity & GateResult)[]): AuditEvent => ({
  ...{ kind: "audit", suite: "churn", run: `churn/${entry}`, time: "2026-10-05T06:12:00.000Z", gates },
  entry: entry++,
});
const of = (verdict: GateResult["verdict"], tolerance?: number) => audit({ ...gate, ...result(verdict, tolerance) });
const assigned = (due: string): HistoryEvent => ({ kind: "assignment", finding: id, owner: "Data team", due });
const accepted = (until: string): HistoryEvent => ({
  kind: "acceptance",
  finding: id,
  acceptance: { by: "A. Berg", why: "pilot", until, signedBy: "auditor" },
});
const only = (...history: HistoryEvent[]): GateFinding | undefined => findingsOf(history, today)[0];

describe("findingId", () => {
  it("is the same for another limit, model or verdict, and another for another question or suite", () => {
    const row = { ...gate, ...result("fail", 0.2), model: "v2", id: "gate-7" };
    expect(findingId("churn", row)).toBe(id);
    const others = [
      findingId("other", gate),
      ...(["metric", "attribute", "class", "stratum", "disparity"] as const).map((key) =>
        findingId("churn", { ...gate, [key]: "other" }),
      ),
    ];
    const changes = [
      findingId("churn", { ...gate, regression: true }),
      findingId("churn", { ...gate, drift: { of: "score", feature: null } }),
      findingId("churn", { ...gate, drift: { of: "label", feature: null } }),
    ];
    expect(new Set([id, ...others, ...changes]).size).toBe(10);
    // Printed in reports and log entries: a change of it would orphan what was assigned and accepted.
    expect(id).toBe("F-0ae83eef27");
  });
});

describe("withoutRepeats", () => {
  const word = fc.constantFrom("assigned", "accepted");
  const answer = fc.tuple(fc.constantFrom("pass", "fail", "undecided"), fc.constantFrom(0.05, 0.1));
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: answer }, { weight: 1, arbitrary: word }), { maxLength: 30 });
  const eventOf = (step: typeof steps extends fc.Arbitrary<(infer Step)[]> ? Step : never): HistoryEvent => {
    if (step === "assigned") return assigned("2026-11-01");
    if (step === "accepted") return accepted("2026-12-01");
    const [verdict, tolerance] = step as [GateResult["verdict"], number];
    return of(verdict, tolerance);
  };

  it("leaves every finding as all audits make it, after the last audit and before it", () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const all = drawn.map(eventOf);
        const audits = all.filter((event) => event.kind === "audit");
        const kept = new Set(audits.reduce<AuditEvent[]>(withoutRepeats, []));
        const few = all.filter((event) => event.kind !== "audit" || kept.has(event));
        expect(findingsOf(few, today)).toEqual(findingsOf(all, today));
        const sooner = (events: HistoryEvent[]) =>
          events.slice(
            0,
            events.findLastIndex(({ kind }) => kind === "audit"),
          );
        expect(findingsOf(sooner(few), today)).toEqual(findingsOf(sooner(all), today));
      }),
    );
  });

  it("does not grow while nothing changes", () => {
    const audits = Array.from({ length: 50 }, () => of("fail")).reduce<AuditEvent[]>(withoutRepeats, []);
    expect(audits).toHaveLength(3);
  });
});

describe("findingsOf", () => {
  it("opens a finding at a gate that fails, is undecided or cannot be judged, and none at a pass", () => {
    expect(only(of("pass"))).toBeUndefined();
    for (const verdict of ["fail", "undecided", "error"] as const)
      expect(only(of(verdict))).toMatchObject({ id, status: "open", suite: "churn", owner: null, isOverdue: false });
  });

  it("keeps the first and the last that was seen of it", () => {
    const found = only(of("fail"), of("undecided"), of("pass"));
    expect([found?.status, found?.opened.verdict, found?.last.verdict]).toEqual(["closed", "fail", "pass"]);
  });

  it("closes nothing when the gate leaves the suite, when it passes in another suite, or under an easier limit", () => {
    expect(only(of("fail"), audit())).toMatchObject({ status: "open", isGone: true });
    expect(only(of("fail"), { ...of("pass"), suite: "other" } as HistoryEvent)).toMatchObject({ status: "open" });
    expect(only(of("fail", 0.05), of("pass", 0.2))).toMatchObject({ status: "open", isLoosened: true });
    expect(only(of("fail", 0.05), of("pass", 0.2), of("pass", 0.05))).toMatchObject({ status: "closed" });
    const ratio = (verdict: "fail" | "pass", tolerance: number) =>
      audit({ ...gate, ...result(verdict, tolerance), bound: "at_least" });
    expect(only(ratio("fail", 0.8), ratio("pass", 0.7))).toMatchObject({ status: "open" });
    expect(only(ratio("fail", 0.8), ratio("pass", 0.9))).toMatchObject({ status: "closed", isLoosened: false });
  });

  it("opens it again, without the owner and acceptance of the last time", () => {
    const found = only(of("fail"), assigned("2026-10-10"), accepted("2026-12-31"), of("pass"), of("fail"));
    expect(found).toMatchObject({ id, status: "open", owner: null, due: null, acceptance: null });
  });

  it("asks of two gates with one question the stricter limit", () => {
    const both = (a: GateResult, b: GateResult) => audit({ ...gate, ...a }, { ...gate, ...b });
    expect(findingsOf([both(result("pass", 0.2), result("fail", 0.05))], today)).toHaveLength(1);
    const history = [both(result("pass", 0.2), result("fail", 0.05)), both(result("pass", 0.05), result("pass", 0.2))];
    expect(only(...history)).toMatchObject({ status: "closed" });
  });

  it("is overdue after its day, and not on it", () => {
    expect(only(of("fail"), assigned("2026-10-20"))).toMatchObject({ isOverdue: false, owner: "Data team" });
    expect(only(of("fail"), assigned("2026-10-19"))).toMatchObject({ isOverdue: true });
    expect(only(of("fail"), assigned("2026-10-19"), of("pass"))).toMatchObject({ isOverdue: false });
  });

  it("is accepted up to a day, and then open and overdue", () => {
    expect(only(of("fail"), accepted("2026-10-20"))).toMatchObject({ status: "accepted", isOverdue: false });
    expect(only(of("fail"), accepted("2026-10-19"))).toMatchObject({ status: "open", isOverdue: true });
    expect(only(of("fail"), accepted("2026-10-19"), accepted("2026-10-30"))).toMatchObject({ status: "accepted" });
    expect(only(of("fail"), accepted("2026-10-30"), of("fail"))).toMatchObject({ status: "accepted" });
  });

  it("an acceptance of what was undecided does not cover a failure", () => {
    expect(only(of("undecided"), accepted("2026-12-31"), of("fail"))).toMatchObject({
      status: "open",
      acceptance: null,
    });
  });

  it("what is said of findings that are closed or unknown changes nothing", () => {
    expect(findingsOf([accepted("2026-12-31"), assigned("2026-12-31")], today)).toEqual([]);
    expect(only(of("fail"), of("pass"), accepted("2026-12-31"))).toMatchObject({ status: "closed", acceptance: null });
    expect(only(accepted("2026-12-31"), of("fail"))).toMatchObject({ status: "open" });
  });
});

describe("findingsOf over any history", () => {
  const verdicts = ["pass", "fail", "undecided", "error"] as const;
  const audits = fc
    .record({ verdict: fc.constantFrom(...verdicts), limit: fc.constantFrom(0.05, 0.1, 0.2), has: fc.boolean() })
    .map(({ verdict, limit, has }) => (has ? of(verdict, limit) : audit()));
  const days = fc.constantFrom("2026-10-01", "2026-10-20", "2026-12-31");
  const history = fc.array(fc.oneof({ weight: 3, arbitrary: audits }, days.map(accepted), days.map(assigned)), {
    maxLength: 12,
  });

  const resultIn = (event: HistoryEvent | undefined) => (event?.kind === "audit" ? event.gates[0] : undefined);
  /** Every audit that did not pass must be followed by one that passes under a limit no easier. */
  const isAnswered = (events: readonly HistoryEvent[]) =>
    events.every((event, at) => {
      const bad = resultIn(event);
      if (bad === undefined || bad.verdict === "pass") return true;
      return events.slice(at + 1).some((later) => {
        const good = resultIn(later);
        return good?.verdict === "pass" && good.tolerance <= bad.tolerance;
      });
    });
  /** Straight from the words: the last acceptance since it was opened, in time, that no failure of something undecided has overtaken. */
  const isAccepted = (events: readonly HistoryEvent[]) => {
    const opened = events.findLastIndex(
      (_, at) => isAnswered(events.slice(0, at)) && !isAnswered(events.slice(0, at + 1)),
    );
    const at = events.findLastIndex((event) => event.kind === "acceptance");
    const event = events[at];
    if (event?.kind !== "acceptance" || at < opened || event.acceptance.until < today) return false;
    const then = resultIn(events.slice(0, at).findLast((each) => resultIn(each) !== undefined))?.verdict;
    return then === "fail" || !events.slice(at).some((each) => resultIn(each)?.verdict === "fail");
  };

  it("is closed if and only if every audit that did not pass was answered, and accepted if and only if that is in force", () =>
    fc.assert(
      fc.property(history, (events) => {
        const found = findingsOf(events, today);
        const isOpened = events.some((event) => (resultIn(event)?.verdict ?? "pass") !== "pass");
        expect(found).toHaveLength(isOpened ? 1 : 0);
        if (!isOpened) return;
        expect(found[0]?.status).toBe(isAnswered(events) ? "closed" : isAccepted(events) ? "accepted" : "open");
      }),
      { numRuns: 5000 },
    ));

  it("depends on nothing but the suite's own history", () =>
    fc.assert(
      fc.property(history, history, (events, others) => {
        const elsewhere = others.map((event) => (event.kind === "audit" ? { ...event, suite: "other" } : null));
        const mixed = events.flatMap((event, at) => [event, ...(elsewhere[at] == null ? [] : [elsewhere[at]])]);
        const mine = findingsOf(mixed, today).filter(({ suite }) => suite === "churn");
        expect(mine).toEqual(findingsOf(events, today));
      }),
    ));

  it("only gets more overdue as days go by", () =>
    fc.assert(
      fc.property(history, (events) => {
        const [now, later] = ["2026-10-20", "2027-06-01"].map((day) => findingsOf(events, day)[0]?.isOverdue ?? false);
        expect(!now || later).toBe(true);
      }),
    ));
});
