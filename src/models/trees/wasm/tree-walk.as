// AssemblyScript: compiled to tree-walk.wasm by scripts/kernels.mjs. All addresses and lengths are bytes of the imported memory, which
// walk-layout.ts lays out.
//
// Rows come in tiles of 8. In a tile the 8 numbers of one place stand side by side, so that the k-th row's number is 8 k bytes behind the
// place's first. A node has 16 bytes: its threshold, the first byte of its place in a tile, and the address of its right child, behind which
// stands its left child. A leaf leads to itself: no number is less than its threshold, -∞.

/** Levels that rows go down before they are first asked whether all have arrived: asking takes as long as a good part of a level. */
const atFirst: u32 = 8;
/** And between asking and asking again. */
const then: u32 = 2;

@inline
function placeOf(node: u32): u32 {
  return load<u32>(node, 8);
}

@inline
function below(node: u32, number: f64): u32 {
  return load<u32>(node, 12) + (u32(number < load<f64>(node)) << 4);
}

/** 0 for a leaf. */
@inline
function isOpen(node: u32): u32 {
  return load<u32>(node, 12) ^ node;
}

@inline
function valueOf(node: u32, nodes: u32, values: u32): f64 {
  return load<f64>(values + ((node - nodes) >> 1));
}

/**
 * Adds to the sums of the rows of some tiles the leaves that they reach in each tree, tree after tree. A tree has 12 bytes: the address of its
 * root, the levels below it, and the first byte of its output among the outputs of a row.
 */
export function addTrees(
  trees: u32,
  treesEnd: u32,
  nodes: u32,
  values: u32,
  block: u32,
  tileBytes: u32,
  tiles: u32,
  sums: u32,
  rowBytes: u32,
): void {
  for (; trees < treesEnd; trees += 12) {
    const root = load<u32>(trees);
    const levels = load<u32>(trees, 4);
    let sum = sums + load<u32>(trees, 8);
    let tile = block;
    for (let i: u32 = 0; i < tiles; i++, tile += tileBytes) {
      let n0 = root;
      let n1 = root;
      let n2 = root;
      let n3 = root;
      let n4 = root;
      let n5 = root;
      let n6 = root;
      let n7 = root;
      let ahead = levels;
      let next = min(levels, atFirst);
      while (next != 0) {
        ahead -= next;
        for (; next != 0; next--) {
          n0 = below(n0, load<f64>(tile + placeOf(n0)));
          n1 = below(n1, load<f64>(tile + placeOf(n1), 8));
          n2 = below(n2, load<f64>(tile + placeOf(n2), 16));
          n3 = below(n3, load<f64>(tile + placeOf(n3), 24));
          n4 = below(n4, load<f64>(tile + placeOf(n4), 32));
          n5 = below(n5, load<f64>(tile + placeOf(n5), 40));
          n6 = below(n6, load<f64>(tile + placeOf(n6), 48));
          n7 = below(n7, load<f64>(tile + placeOf(n7), 56));
        }
        if (ahead == 0) break;
        const open = isOpen(n0) | isOpen(n1) | isOpen(n2) | isOpen(n3) | isOpen(n4) | isOpen(n5) | isOpen(n6) | isOpen(n7);
        if (open != 0) next = min(ahead, then);
      }
      sum = add(sum, rowBytes, valueOf(n0, nodes, values));
      sum = add(sum, rowBytes, valueOf(n1, nodes, values));
      sum = add(sum, rowBytes, valueOf(n2, nodes, values));
      sum = add(sum, rowBytes, valueOf(n3, nodes, values));
      sum = add(sum, rowBytes, valueOf(n4, nodes, values));
      sum = add(sum, rowBytes, valueOf(n5, nodes, values));
      sum = add(sum, rowBytes, valueOf(n6, nodes, values));
      sum = add(sum, rowBytes, valueOf(n7, nodes, values));
    }
  }
}

@inline
function add(sum: u32, rowBytes: u32, value: f64): u32 {
  store<f64>(sum, load<f64>(sum) + value);
  return sum + rowBytes;
}

/**
 * Writes one place of some tiles: numbers as splits there compare them, NaN as `forNaN`, and what lies within ±`zero` as `forZero`.
 * `single`: numbers are rounded to float32.
 */
export function fillPlace(
  numbers: u32,
  tiles: u32,
  place: u32,
  tileBytes: u32,
  forNaN: f64,
  forZero: f64,
  zero: f64,
  single: bool,
): void {
  for (let i: u32 = 0; i < tiles; i++, place += tileBytes) {
    for (let at: u32 = 0; at < 64; at += 16, numbers += 16) {
      const pair = v128.load(numbers);
      const isNumber = f64x2.eq(pair, pair);
      const isZero = f64x2.le(f64x2.abs(pair), f64x2.splat(zero));
      const rounded = single ? f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(pair)) : pair;
      const known = v128.bitselect(f64x2.splat(forZero), rounded, isZero);
      v128.store(place + at, v128.bitselect(known, f64x2.splat(forNaN), isNumber));
    }
  }
}
