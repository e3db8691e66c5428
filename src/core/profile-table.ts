import type { UnitProfiles } from "./cells.js";
import { growingIntegers, growingNumbers } from "./growing.js";
import { ProfileOrder } from "./profile-order.js";

/** Which numbers tell entries apart beside cell and n: where rows have no weight, w is n; without a score, ws is 0. */
export interface ProfileParts {
  readonly isWeighted: boolean;
  readonly hasScore: boolean;
}

/** Places of all entries when their profiles stand in this order. */
function entryOrder(start: Int32Array, order: Int32Array): Int32Array {
  const places = new Int32Array(start[order.length]!);
  let at = 0;
  for (let place = 0; place < order.length; place++) {
    for (let entry = start[order[place]!]!; entry < start[order[place]! + 1]!; entry++) places[at++] = entry;
  }
  return places;
}

function inOrder<Values extends Int32Array | Float64Array>(values: Values, places: Int32Array): Values {
  const sorted = values.slice(0, places.length) as Values;
  for (let place = 0; place < places.length; place++) sorted[place] = values[places[place]!]!;
  return sorted;
}

const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

/** One step of MurmurHash3 (Appleby 2011, public domain). */
function mix(hash: number, value: number): number {
  const mixed = hash ^ Math.imul(value, 0xcc9e2d51);
  return Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64;
}

function mixReal(hash: number, value: number): number {
  bits[0] = value;
  return mix(mix(hash, halves[0]!), halves[1]!);
}

/** Collects units one after the other and counts equal ones: {@link UnitProfiles} in the making. */
export class ProfileTable {
  readonly #parts: ProfileParts;
  readonly #cell = growingIntegers();
  readonly #n = growingNumbers();
  readonly #w = growingNumbers();
  readonly #ws = growingNumbers();
  readonly #units = growingNumbers();
  /** Place of each profile's first entry, and of the end of the last one. */
  readonly #start = growingIntegers();
  /** Open addressing; profile + 1, or 0 where free. */
  #slots = new Int32Array(1 << 12);

  constructor(parts: ProfileParts) {
    this.#parts = parts;
    this.#start.push(0);
  }

  /** One cell of the unit at hand. Cells of a unit must come in rising order, each once. */
  put(cell: number, n: number, w: number, ws: number): void {
    this.#cell.push(cell);
    this.#n.push(n);
    if (this.#parts.isWeighted) this.#w.push(w);
    if (this.#parts.hasScore) this.#ws.push(ws);
  }

  /** Ends the unit at hand, which stands for so many that are alike. */
  endUnit(units = 1): void {
    const start = this.#start.values[this.#units.length]!;
    const end = this.#cell.length;
    const slot = this.#find(start, end);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) {
      this.#units.values[known]! += units;
      for (const list of [this.#cell, this.#n, this.#w, this.#ws]) list.length = Math.min(list.length, start);
      return;
    }
    this.#slots[slot] = this.#units.length + 1;
    this.#units.push(units);
    this.#start.push(end);
    if (this.#units.length * 2 > this.#slots.length) this.#rehash();
  }

  /** All profiles, sorted by content: cell, n, w and ws of the first entry, then of the second, …; one that another begins with comes first. */
  finish(): UnitProfiles {
    const [from, cell, n] = [this.#start.done(), this.#cell.done(), this.#n.done()];
    const w = this.#parts.isWeighted ? this.#w.done() : n;
    const ws = this.#parts.hasScore ? this.#ws.done() : new Float64Array(n.length);
    const next = this.#parts.isWeighted ? w : this.#parts.hasScore ? ws : null;
    const order = new ProfileOrder({ start: from, cell, n, w, ws, next }).sorted();
    const take = entryOrder(from, order);
    const start = new Int32Array(order.length + 1);
    for (let place = 0; place < order.length; place++)
      start[place + 1] = start[place]! + from[order[place]! + 1]! - from[order[place]!]!;
    const units = inOrder(this.#units.values, order);
    return { units, start, cell: inOrder(cell, take), n: inOrder(n, take), w: inOrder(w, take), ws: inOrder(ws, take) };
  }

  /** Slot of the profile equal to these entries, or a free one. */
  #find(start: number, end: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#hash(start, end) & mask;
    while (slots[slot] !== 0 && !this.#equals(slots[slot]! - 1, start, end)) slot = (slot + 1) & mask;
    return slot;
  }

  #hash(start: number, end: number): number {
    const { isWeighted, hasScore } = this.#parts;
    const [cell, n, w, ws] = [this.#cell.values, this.#n.values, this.#w.values, this.#ws.values];
    let hash = end - start;
    for (let entry = start; entry < end; entry++) {
      hash = mix(mix(hash, cell[entry]!), n[entry]!);
      if (isWeighted) hash = mixReal(hash, w[entry]!);
      if (hasScore) hash = mixReal(hash, ws[entry]!);
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #equals(profile: number, start: number, end: number): boolean {
    const { isWeighted, hasScore } = this.#parts;
    const [cell, n, w, ws] = [this.#cell.values, this.#n.values, this.#w.values, this.#ws.values];
    const shift = start - this.#start.values[profile]!;
    if (this.#start.values[profile + 1]! + shift !== end) return false;
    for (let entry = start; entry < end; entry++) {
      if (cell[entry - shift] !== cell[entry] || n[entry - shift] !== n[entry]) return false;
      if (isWeighted && w[entry - shift] !== w[entry]) return false;
      if (hasScore && ws[entry - shift] !== ws[entry]) return false;
    }
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const start = this.#start.values;
    for (let profile = 0; profile < this.#units.length; profile++) {
      this.#slots[this.#find(start[profile]!, start[profile + 1]!)] = profile + 1;
    }
  }
}
