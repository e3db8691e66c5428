import { describe, expect, it } from "vitest";
import { checkWords } from "../../src/report/wording.js";
import { recordOf } from "./report.js";

const wordsOf = (name: string) => {
  const record = recordOf(name);
  return record.gates.map((gate) => checkWords(record, gate));
};

describe("checkWords", () => {
  it("has the numbers of the report in the terminal's short form", () => {
    expect(wordsOf("typical")[0]).toEqual({
      title: "Leavers reached, by language",
      gap: "10.3 pt",
      interval: "5.02–13.7",
      limit: "max 5",
      detail: "English-speaking customers against Danish-speaking customers: 57.9% of 757, 68.1% of 1,791",
      note: null,
    });
  });

  it("says what would settle an undecided check", () => {
    expect(wordsOf("typical")[1]?.note).toBe("settles with about 1,600 customers who left in each group");
  });

  it("has two decimals for ratios, and no detail within the limit", () => {
    expect(wordsOf("typical")[3]).toMatchObject({
      gap: "0.92",
      interval: "0.86–1.00",
      limit: "min 0.80",
      detail: null,
      note: null,
    });
  });

  it("says why there is nothing to judge", () => {
    expect(wordsOf("suppressed")[0]).toMatchObject({
      gap: "–",
      interval: "",
      detail: null,
      note: "fewer than two groups can be compared",
    });
  });

  it("has nothing that only a page needs", () => {
    const all = JSON.stringify([...wordsOf("typical"), ...wordsOf("rightToLeft"), ...wordsOf("weighted")]);
    expect(all).not.toMatch(/[\u00a0\u2060\u2068\u2069]/);
  });
});
