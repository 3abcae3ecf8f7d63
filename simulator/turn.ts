/** Picks the next of a row of values, then the last for ever. */
export function inTurn<Value>(values: readonly Value[]): () => Value {
	let index = 0;
	return () => values[Math.min(index++, values.length - 1)]!;
}
