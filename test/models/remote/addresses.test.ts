import { describe, expect, it } from "vitest";
import { guardedLookup, isReachable, literalAddress, reachOf } from "../../../src/models/remote/addresses.js";

describe("isReachable(address, reach)", () => {
  const hidden = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
  ];
  it.each(hidden)("%s is not public", (address) => {
    expect(isReachable(address, "public")).toBe(false);
    expect(isReachable(address, "any")).toBe(true);
  });

  it.each(["93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])("%s is public", (address) => {
    expect(isReachable(address, "public")).toBe(true);
    expect(isReachable(address, "loopback")).toBe(false);
  });

  it.each(["127.0.0.1", "127.255.0.9", "::1"])("%s is this machine", (address) => {
    expect(isReachable(address, "loopback")).toBe(true);
  });
});

describe("reachOf(host, allowed)", () => {
  it.each([
    ["localhost", null, "loopback"],
    ["127.0.0.1", ["127.0.0.1"], "loopback"],
    ["[::1]", null, "loopback"],
    ["models.example.no", null, "public"],
    ["models.example.no", ["other.example.no"], "public"],
    ["models.example.no", ["models.example.no"], "any"],
    ["localhost.example.no", null, "public"],
  ] as const)("%s with %j is %s", (host, allowed, reach) => {
    expect(reachOf(host, allowed)).toBe(reach);
  });
});

describe("guardedLookup(reach)", () => {
  const look = (host: string, reach: "public" | "loopback", all: boolean) =>
    new Promise((resolve) => guardedLookup(reach)(host, { all }, (error, address) => resolve(error ?? address)));

  it("gives the address of a name within reach, one or all", async () => {
    expect(["127.0.0.1", "::1"]).toContain(await look("localhost", "loopback", false));
    expect(await look("localhost", "loopback", true)).toEqual(
      expect.arrayContaining([expect.objectContaining({ family: expect.any(Number) })]),
    );
  });

  it("refuses a name that leads to this machine and does not say so", async () => {
    expect(await look("localhost", "public", false)).toMatchObject({ kind: "address" });
    expect(await look("localhost", "public", true)).toMatchObject({ kind: "address" });
  });

  it("passes on that a name is not known", async () => {
    expect(await look("no-such-host.invalid", "public", false)).toMatchObject({ code: expect.any(String) });
  });
});

describe("literalAddress(host)", () => {
  it.each([
    ["10.0.0.1", "10.0.0.1"],
    ["[fd00::1]", "fd00::1"],
    ["models.example.no", null],
  ])("of %s is %s", (host, address) => {
    expect(literalAddress(host)).toBe(address);
  });

  it("cannot be got round: URLs write every form of an address alike", () => {
    for (const form of ["0x7f.1", "2130706433", "0177.0.0.1"])
      expect(literalAddress(new URL(`https://${form}/`).hostname)).toBe("127.0.0.1");
  });
});
