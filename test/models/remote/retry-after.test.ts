import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../../src/models/remote/retry-after.js";

// The three forms of one moment are those of RFC 9110, section 5.6.7.
const now = Date.UTC(1994, 10, 6, 8, 49, 7);

describe("retryAfterMs(header, now)", () => {
  it.each([
    ["0", 0],
    [" 120 ", 120_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 30_000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 30_000],
    ["Sun Nov  6 08:49:37 1994", 30_000],
    ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
    ["-1", null],
    ["1.5", null],
    ["tomorrow", null],
    ["99999999999", null],
    ["", null],
    [undefined, null],
  ])("of %j is %j", (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
