// AssemblyScript: compiled to table-loops.wasm by scripts/kernels.mjs. All addresses and lengths are bytes of the imported memory, which
// table-memory.ts lays out. Sums are added in the order of the plain loops, so that both give the same numbers to the last bit.

/**
 * The cells of a block of rows, 16 bits each, rounded up to 32 rows, whose bins have 8 bits. A cell is the sum of what some changes add that its row lies
 * at or behind. A change has 8 bytes: the address of its input's bins, a bin, and what is added from there on, modulo 2^16.
 */
export function cellsOfBytes(changes: u32, changesEnd: u32, rows: u32, cells: u32): void {
  for (let row: u32 = 0; row < rows; row += 32, cells += 64) {
    let sum0 = i16x8.splat(0);
    let sum1 = i16x8.splat(0);
    let sum2 = i16x8.splat(0);
    let sum3 = i16x8.splat(0);
    for (let change = changes; change < changesEnd; change += 8) {
      const bins = load<u32>(change) + row;
      const bin = v128.load_splat<u8>(change, 4);
      const added = v128.load_splat<u16>(change, 6);
      const first = i8x16.ge_u(v128.load(bins), bin);
      const second = i8x16.ge_u(v128.load(bins, 16), bin);
      sum0 = i16x8.add(sum0, v128.and(i16x8.extend_low_i8x16_s(first), added));
      sum1 = i16x8.add(sum1, v128.and(i16x8.extend_high_i8x16_s(first), added));
      sum2 = i16x8.add(sum2, v128.and(i16x8.extend_low_i8x16_s(second), added));
      sum3 = i16x8.add(sum3, v128.and(i16x8.extend_high_i8x16_s(second), added));
    }
    v128.store(cells, sum0);
    v128.store(cells, sum1, 16);
    v128.store(cells, sum2, 32);
    v128.store(cells, sum3, 48);
  }
}

/** The same of rows whose bins have 16 bits. */
export function cellsOfWords(changes: u32, changesEnd: u32, rows: u32, cells: u32): void {
  for (let row: u32 = 0; row < rows; row += 16, cells += 32) {
    let sum0 = i16x8.splat(0);
    let sum1 = i16x8.splat(0);
    for (let change = changes; change < changesEnd; change += 8) {
      const bins = load<u32>(change) + (row << 1);
      const bin = v128.load_splat<u16>(change, 4);
      const added = v128.load_splat<u16>(change, 6);
      sum0 = i16x8.add(sum0, v128.and(i16x8.ge_u(v128.load(bins), bin), added));
      sum1 = i16x8.add(sum1, v128.and(i16x8.ge_u(v128.load(bins, 16), bin), added));
    }
    v128.store(cells, sum0);
    v128.store(cells, sum1, 16);
  }
}

/** The number of a table for the cell of a row, which stands `row` bytes behind the first. */
@inline
function found(table: u32, cells: u32, row: u32): f64 {
  return load<f64>(table + (<u32>load<u16>(cells + row) << 3));
}

/** Adds to the sums of rows what tables have for their cells. A look-up has 8 bytes: the addresses of its table and of the rows' cells. */
export function lookUp(sums: u32, rows: u32, lookUps: u32, count: u32): void {
  const end = rows << 1;
  let left = count;
  for (; left >= 8; left -= 8, lookUps += 64) {
    const t0 = load<u32>(lookUps);
    const c0 = load<u32>(lookUps, 4);
    const t1 = load<u32>(lookUps, 8);
    const c1 = load<u32>(lookUps, 12);
    const t2 = load<u32>(lookUps, 16);
    const c2 = load<u32>(lookUps, 20);
    const t3 = load<u32>(lookUps, 24);
    const c3 = load<u32>(lookUps, 28);
    const t4 = load<u32>(lookUps, 32);
    const c4 = load<u32>(lookUps, 36);
    const t5 = load<u32>(lookUps, 40);
    const c5 = load<u32>(lookUps, 44);
    const t6 = load<u32>(lookUps, 48);
    const c6 = load<u32>(lookUps, 52);
    const t7 = load<u32>(lookUps, 56);
    const c7 = load<u32>(lookUps, 60);
    for (let row: u32 = 0; row < end; row += 2) {
      let sum = found(t0, c0, row) + found(t1, c1, row) + found(t2, c2, row) + found(t3, c3, row);
      sum = sum + found(t4, c4, row) + found(t5, c5, row) + found(t6, c6, row) + found(t7, c7, row);
      const at = sums + (row << 2);
      store<f64>(at, load<f64>(at) + sum);
    }
  }
  for (; left >= 2; left -= 2, lookUps += 16) {
    const t0 = load<u32>(lookUps);
    const c0 = load<u32>(lookUps, 4);
    const t1 = load<u32>(lookUps, 8);
    const c1 = load<u32>(lookUps, 12);
    for (let row: u32 = 0; row < end; row += 2) {
      const at = sums + (row << 2);
      store<f64>(at, load<f64>(at) + (found(t0, c0, row) + found(t1, c1, row)));
    }
  }
  if (left == 0) return;
  const table = load<u32>(lookUps);
  const cells = load<u32>(lookUps, 4);
  for (let row: u32 = 0; row < end; row += 2) {
    const at = sums + (row << 2);
    store<f64>(at, load<f64>(at) + found(table, cells, row));
  }
}

/** Writes the first `size` masks, of 16 bits each, from mask `start` on once more, with some bit set. Both are the same masks, or apart. */
export function copyWith(masks: u32, size: u32, start: u32, bit: u32): void {
  const to = masks + (start << 1);
  const bits = i16x8.splat(<i16>bit);
  let at: u32 = 0;
  for (; at + 16 <= size << 1; at += 16) v128.store(to + at, v128.or(v128.load(masks + at), bits));
  for (; at < size << 1; at += 2) store<u16>(to + at, load<u16>(masks + at) | <u16>bit);
}

/** Adds to the numbers of a table, for each cell, the number of its mask in a column of a leaf's table, whose rows have `rowBytes`. */
export function addColumn(table: u32, masks: u32, cells: u32, column: u32, rowBytes: u32): void {
  const end = masks + (cells << 1);
  for (; masks < end; masks += 2, table += 8)
    store<f64>(table, load<f64>(table) + load<f64>(column + <u32>load<u16>(masks) * rowBytes));
}
