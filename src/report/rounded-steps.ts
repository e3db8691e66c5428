/**
 * Steps from one number to another, rounded so that they add up to the difference of the rounded ends: each to its nearest value,
 * except for the few that have to give way, which are those nearest to the other side. No step moves by more than one unit of
 * the last digit.
 * @param steps add up to `to` − `from`, but for less than half a unit
 */
export function roundedSteps(steps: readonly number[], from: number, to: number, digits: number): number[] {
  const unit = 10 ** -digits;
  const places = steps.map((step) => step / unit);
  const nearest = places.map((place) => Math.round(place));
  const wanted = Math.round(to / unit) - Math.round(from / unit);
  const missing = wanted - nearest.reduce((sum, place) => sum + place, 0);
  const towards = Math.sign(missing);
  const giving = places
    .map((place, index) => ({ index, left: (place - (nearest[index] ?? 0)) * towards }))
    .toSorted((a, b) => b.left - a.left)
    .slice(0, Math.abs(missing));
  for (const { index } of giving) nearest[index] = (nearest[index] ?? 0) + towards;
  return nearest.map((place) => Number((place * unit).toFixed(Math.max(0, digits))) + 0);
}
