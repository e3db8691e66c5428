import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesField,
  bytesOf,
  changeFields,
  integerField,
  integersOf,
  joinBytes,
  NotProtobuf,
  scanFields,
  textOf,
} from "../../src/models/protobuf.js";

describe("protobuf", () => {
  // The three examples of "Encoding", protobuf.dev/programming-guides/encoding.
  it("reads the published examples", () => {
    expect(integersOf(Uint8Array.of(0x08, 0x96, 0x01), 1)).toEqual([150n]);
    expect(textOf(Uint8Array.of(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67), 2)).toBe("testing");
    expect(integersOf(Uint8Array.of(0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05), 6)).toEqual([3n, 270n, 86942n]);
    expect(integersOf(Uint8Array.of(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01), 1)).toEqual([
      -2n,
    ]);
  });

  const field = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat()).map(([number, value]) => integerField(number, value)),
    fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.uint8Array()).map(([number, value]) => bytesField(number, value)),
  );

  it("changeFields(message, keep) gives the same bytes", () =>
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const message = joinBytes(fields);
        expect(changeFields(message, () => null)).toEqual(message);
      }),
    ));

  it("bytesOf(message, number) gives back what bytesField wrote", () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (contents) => {
        const message = joinBytes(contents.map((content) => bytesField(7, content)));
        expect(bytesOf(message, 7).map((bytes) => [...bytes])).toEqual(contents.map((bytes) => [...bytes]));
      }),
    ));

  it("ends on any bytes, with fields or with NotProtobuf", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let ends = 0;
        try {
          scanFields(bytes, (_number, _value, _start, end) => {
            expect(end).toBeGreaterThan(ends);
            ends = end;
          });
          expect(ends).toBe(bytes.length);
        } catch (cause) {
          expect(cause).toBeInstanceOf(NotProtobuf);
        }
      }),
    ));
});
