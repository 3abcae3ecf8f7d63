/** What a scene has come to. */
export interface Verdict {
	/** Whether that was seen which its title announces. */
	readonly seen: boolean;
	/** What it looked like, in a few words. */
	readonly detail?: string;
}

/** One thing that the library does, tried for real. */
export interface Scene<Stage> {
	/** Its key in the report. */
	readonly name: string;
	/** What is to be seen. */
	readonly title: string;
	play(stage: Stage): Promise<Verdict>;
}
