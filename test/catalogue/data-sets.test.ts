import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bytesFrom, checkBytes } from "../../src/catalogue/data-set-bytes.js";
import { addressOf, type DataSet, dataHost, dataSets } from "../../src/catalogue/data-sets.js";
import { fetchDataSet } from "../../src/catalogue/fetch-data-set.js";
import { Failure } from "../../src/core/errors.js";
import { ExchangeFault } from "../../src/models/remote/exchange-fault.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { folder, profileFile } from "../runner/profile/profile-files.js";

const [first] = dataSets as readonly [DataSet, ...DataSet[]];
/** A set of three bytes: "abc", whose hash FIPS 180-2 gives. */
const abc: DataSet = {
  ...first,
  name: "abc",
  bytes: 3,
  sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
};

describe("the catalogue", () => {
  it("names each set once, by its bytes and its place in a commit", () => {
    expect(new Set(dataSets.map(({ name }) => name)).size).toBe(dataSets.length);
    for (const set of dataSets) {
      expect(set.name).toMatch(/^[a-z0-9-]+$/);
      expect(set.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(set.commit).toMatch(/^[0-9a-f]{40}$/);
      expect(set.columns).toEqual(expect.arrayContaining([set.label, ...set.protected]));
    }
  });

  it("has addresses on one host, over https", () => {
    for (const set of dataSets)
      expect(addressOf(set)).toMatchObject({ protocol: "https:", host: dataHost, search: "", hash: "" });
  });
});

describe("bytesFrom and checkBytes", () => {
  const written = (content: Uint8Array): string => {
    const file = path.join(folder(), "copy");
    writeFileSync(file, content);
    return file;
  };

  it.each([
    ["plain", Buffer.from("abc")],
    ["packed", gzipSync("abc")],
  ])("takes a %s copy", async (_, content) => {
    const bytes = await bytesFrom(written(content), abc);
    expect(bytes.toString()).toBe("abc");
    expect(() => checkBytes(bytes, abc)).not.toThrow();
  });

  it.each([
    ["another file", Buffer.from("abd")],
    ["a longer one", Buffer.alloc(100_000, "a")],
    ["one that unpacks to more", gzipSync(Buffer.alloc(100_000_000))],
    ["half of one", gzipSync("abc").subarray(0, 12)],
    ["nothing", Buffer.alloc(0)],
  ])("refuses %s", async (_, content) => {
    const bytes = await bytesFrom(written(content), abc);
    expect(() => checkBytes(bytes, abc)).toThrow(expect.objectContaining({ kind: "integrity" }));
  });

  it("says that there is no file, or a folder", async () => {
    await expect(bytesFrom(path.join(folder(), "none"), abc)).rejects.toThrow(/there is no file/);
    await expect(bytesFrom(folder(), abc)).rejects.toThrow(/no regular file|cannot be read/);
  });
});

describe("fetchDataSet", () => {
  const signal = new AbortController().signal;
  const answering = (status: number, body = "abc") => ({
    signal,
    send: async () => ({ status, retryAfter: undefined, body: Buffer.from(body) }),
  });

  it("asks for the set's own address, for no more bytes than it has", async () => {
    const asked: unknown[] = [];
    const bytes = await fetchDataSet(abc, {
      signal,
      send: async (order) => {
        asked.push([order.url.href, order.body, order.mostBytes]);
        return { status: 200, retryAfter: undefined, body: Buffer.from("abc") };
      },
    });
    expect(bytes.toString()).toBe("abc");
    expect(asked).toEqual([[addressOf(abc).href, null, 3]]);
  });

  it.each([
    [301, /elsewhere, which is not followed/],
    [404, /it answers 404/],
    [500, /it answers 500/],
  ])("refuses status %i, with the way without a network", async (status, message) => {
    const failed = fetchDataSet(abc, answering(status));
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ hint: expect.stringContaining("--from FILE") }],
    });
  });

  it.each(["unknown_host", "refused", "tls", "timeout", "too_long", "address"] as const)(
    "tells of %s in plain words",
    async (kind) => {
      const send = () => Promise.reject(new ExchangeFault(kind));
      await expect(fetchDataSet(abc, { signal, send })).rejects.toBeInstanceOf(Failure);
    },
  );
});

/** Copies among the shared data. */
const copies: Readonly<Record<string, string>> = {
  "telco-churn": "telco-churn/telco_customer_churn.csv",
  "bank-marketing": "bank-marketing/bank_full_40004.csv.gz",
  "bank-marketing-small": "bank-marketing/bank_additional_4119.csv.gz",
  "credit-card-default": "credit-card-default/credit_card_clients.csv.gz",
  "cfpb-complaints": "cfpb-complaints/cfpb_2013_disputed.csv.gz",
  adult: "adult/adult.csv.gz",
  "acs-income": "acs-sample/acs_sample_train.parquet",
  "acs-income-validation": "acs-sample/acs_sample_validation.parquet",
  "acs-income-test": "acs-sample/acs_sample_test.parquet",
};

withFixtures("the catalogue's facts", () => {
  it.each(dataSets.map((set) => [set.name, set] as const))(
    "%s: bytes, rows, columns and outcome are those of the file",
    async (name, set) => {
      const copy = fixturePath("datasets", copies[name]!);
      const bytes = await bytesFrom(copy, set);
      checkBytes(bytes, set);
      expect(bytes).toHaveLength(set.bytes);
      const raw = readFileSync(copy);
      expect((copy.endsWith(".gz") ? gunzipSync(raw) : raw).equals(bytes)).toBe(true);
      const profile = await profileFile(copy);
      expect(profile.rows).toBe(set.rows);
      expect(profile.columns.map((column) => column.name)).toEqual(set.columns);
      const label = profile.columns.find((column) => column.name === set.label);
      expect(label?.values?.map(({ value }) => value)).toContain(set.positive);
    },
  );
});
