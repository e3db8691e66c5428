import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { columns, tableOf } from "../../datasets/retention/columns.js";
import type { Interaction } from "../../datasets/retention/decisions.js";
import { interactionsOf, shipped, training } from "../../datasets/retention/generator.js";
import { Draws, weighted } from "../../datasets/retention/random.js";
import { dataFile, writeDataset } from "../../scripts/generate-dataset.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-dataset-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const digest = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
const all = interactionsOf(shipped);
const table = tableOf(all);

/** The interactions of each customer. */
function byCustomer(): Interaction[][] {
  const groups = new Map<string, Interaction[]>();
  for (const interaction of all) {
    const { id } = interaction.contact.customer;
    groups.set(id, [...(groups.get(id) ?? []), interaction]);
  }
  return [...groups.values()];
}

describe("the shipped file", () => {
  it("is what the generator writes, byte for byte", async () => {
    const again = path.join(folder, "again.parquet");
    await writeDataset(again);
    expect(digest(again)).toBe(digest(dataFile));
  });

  it("is small enough to be kept in a repository", () => {
    expect(all).toHaveLength(20_366);
    expect(statSync(dataFile).size).toBeLessThan(1_500_000);
  });
});

describe("interactions", () => {
  it("of one seed are the same, of another are others", () => {
    const rows = 500;
    const of = (seed: number) => tableOf(interactionsOf({ ...shipped, rows, seed }));
    expect(of(1)).toEqual(of(1));
    expect(of(1).age).not.toEqual(of(2).age);
  });

  it("lie in their period, in order of time, and their training data before it", () => {
    const times = all.map(({ contact }) => contact.time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(shipped.period.from);
    expect(times.at(-1)).toBeLessThan(shipped.period.from + shipped.period.days * 86_400_000);
    expect(training.period.from + training.period.days * 86_400_000).toBe(shipped.period.from);
  });

  it("are one to six per customer, with the customer's attributes in each", () => {
    const customers = byCustomer();
    const sizes = new Set(customers.map((contacts) => contacts.length));
    expect([...sizes].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const constant = [
      "gender",
      "age",
      "language",
      "origin",
      "disability",
      "region",
      "product",
      "contract",
      "consents",
      "monthly_charges",
    ];
    for (const contacts of customers.slice(0, 2000)) {
      const rows = tableOf(contacts, constant);
      for (const name of constant) expect(new Set(rows[name]).size).toBe(1);
    }
  });

  it("carry outcomes that hang together", () => {
    for (const { houseDecision, offerShown, surveyAnswered, satisfaction, surveyWeight } of all) {
      expect(offerShown && !houseDecision).toBe(false);
      expect(satisfaction === null).toBe(!surveyAnswered);
      expect(surveyWeight > 0).toBe(surveyAnswered);
    }
  });

  it("of a leaver end, and the label looks 90 days ahead", () => {
    for (const contacts of byCustomer()) {
      const labels = contacts.map(({ contact }) => contact.leaves);
      // Once a contact lies within 90 days of the end, so do all later ones.
      expect(labels).toEqual(labels.toSorted((a, b) => Number(a) - Number(b)));
    }
  });
});

describe("columns", () => {
  const domains: Record<string, readonly (string | null)[]> = {
    gender: ["f", "m", "x", null],
    language: ["da", "nb", "en", "sv", "fi", null],
    origin: ["dk", "no", "nordic", "eu", "non_eu", null],
    region: ["capital", "city", "town", "rural"],
    channel: ["phone", "chat", "email", "app", "test"],
    product: ["mobile", "broadband", "tv", "bundle"],
    contract: ["monthly", "yearly", "two_year"],
  };
  it.each(Object.entries(domains))("%s takes its values and no other", (name, values) => {
    expect(new Set(table[name])).toEqual(new Set(values));
  });

  it("have unique names, a meaning each and no value that JSON cannot hold", () => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, meaning } of columns) {
      expect(meaning).not.toBe("");
      expect(table[name]!.every((value) => typeof value !== "number" || Number.isFinite(value))).toBe(true);
    }
  });

  it("name rows once", () => {
    expect(new Set(table.interaction_id).size).toBe(all.length);
  });

  it("hold texts in three languages", () => {
    const texts = table.ticket_text!.join("\n");
    for (const phrase of ["Min regning er højere", "Regningen min er høyere", "My bill is higher"])
      expect(texts).toContain(phrase);
  });
});

describe("draws", () => {
  it("depend on their key alone", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100_000), fc.nat(6), (seed, customer, contact) => {
        const draws = new Draws(seed, customer, contact);
        const first = draws.uniform("age");
        draws.normal("tenure");
        expect(draws.uniform("age")).toBe(first);
        expect(first).toBeGreaterThan(0);
        expect(first).toBeLessThan(1);
      }),
    );
  });

  it("have the mean and spread they claim", () => {
    const n = 40_000;
    const of = (draw: (draws: Draws) => number) => Array.from({ length: n }, (_, i) => draw(new Draws(9, i, 0)));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const cases: [number[], number, number][] = [
      [of((draws) => draws.uniform("age")), 1 / 2, 1 / 12],
      [of((draws) => draws.normal("temper")), 0, 1],
      [of((draws) => draws.poisson("logins", 7)), 7, 7],
      [of((draws) => draws.choice("region", weighted([0, 3], [1, 1]))), 1 / 4, 3 / 16],
    ];
    for (const [values, expected, variance] of cases) {
      // Five standard errors: one false alarm in two million.
      expect(Math.abs(mean(values) - expected)).toBeLessThan(5 * Math.sqrt(variance / n));
      // The standard error of a variance of kurtosis up to 3.2 is below 1.5 · variance / √n.
      expect(Math.abs(mean(values.map((value) => (value - expected) ** 2)) / variance - 1)).toBeLessThan(
        7.5 / Math.sqrt(n),
      );
    }
  });
});
