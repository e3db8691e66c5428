/** Whether a number can be a number of places: whole and at least 1. */
export const isWholePlaces = (k: number): boolean => Number.isSafeInteger(k) && k >= 1;
