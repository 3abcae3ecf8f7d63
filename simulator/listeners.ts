/** Those who want to be told. */
export class Listeners<Values extends readonly unknown[]> {
	#all: readonly ((...values: Values) => void)[] = [];

	/** Calls back each time; returns the function that ends it. */
	add(listener: (...values: Values) => void): () => void {
		this.#all = [...this.#all, listener];
		return () => {
			this.#all = this.#all.filter(each => each !== listener);
		};
	}

	call(...values: Values): void {
		for (const listener of this.#all) listener(...values);
	}
}
