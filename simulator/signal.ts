/** A logic level: 0 low, 1 high. */
export type Level = 0 | 1;

/** A wire with at most one driver and a pull that decides when nobody drives it. */
export class Signal {
	/** Its name in transcripts, for example `DCD`. */
	readonly name: string;
	/** Level while nobody drives it. */
	readonly resting: Level;
	#level: Level;
	#watchers: ((level: Level) => void)[] = [];

	constructor(name: string, resting: Level) {
		this.name = name;
		this.resting = resting;
		this.#level = resting;
	}

	/** The electrical level now. */
	get level(): Level {
		return this.#level;
	}

	/** Drives the wire. Watchers are called on a change only. */
	set(level: Level): void {
		if (level === this.#level) return;
		this.#level = level;
		for (const watcher of [...this.#watchers]) watcher(level);
	}

	/** Stops driving: the pull takes over. */
	release(): void {
		this.set(this.resting);
	}

	/** Calls back at each change; returns the function that ends it. */
	watch(watcher: (level: Level) => void): () => void {
		this.#watchers.push(watcher);
		return () => {
			this.#watchers = this.#watchers.filter(each => each !== watcher);
		};
	}
}
