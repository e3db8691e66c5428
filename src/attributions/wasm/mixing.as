// AssemblyScript: compiled to mixing.wasm by scripts/kernels.mjs. All addresses and lengths are bytes of the imported memory.

/**
 * Copies rows together from quads of 16 bytes: of each of a row's quads, one of 16 choices, which stand one after the other. Picks have a byte for each
 * quad of each row. The last quad of a row may reach into the next, which is written after it.
 */
export function mix(out: u32, rowBytes: u32, rows: u32, choices: u32, picks: u32, quads: u32): void {
  const end = out + rows * rowBytes;
  for (; out < end; out += rowBytes) {
    let from = choices;
    for (const picksEnd = picks + quads; picks < picksEnd; picks++) {
      v128.store(out + ((from - choices) >> 4), v128.load(from + (<u32>load<u8>(picks) << 4)));
      from += 256;
    }
  }
}
