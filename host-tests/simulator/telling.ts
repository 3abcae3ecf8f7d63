import { test as plainTest, type Callback } from "uvu";
import { withTranscript } from "../../simulator/transcript.ts";
import { Dialogue } from "./dialogue.ts";

/** Titles of the tests that have been registered in this process. */
export const titles: string[] = [];

/** Says what became of each test, one line each, when `tools/conformance.ts` asks. */
const tell = (title: string, passed: boolean): void => {
	if (process.env.TEST_TITLES) console.log(`told: ${passed ? "passed" : "failed"} ${title}`);
};

/** uvu's `test`; a failure shows the end of the transcript of the dialogue that was begun last. */
export const test: typeof plainTest = Object.assign((name: string, run: Callback) => {
	titles.push(name);
	plainTest(name, async context => {
		Dialogue.last = undefined;
		try {
			await run(context);
			tell(name, true);
		} catch (error) {
			tell(name, false);
			const last = Dialogue.last as Dialogue | undefined;
			if (!last) throw error;
			await withTranscript(last.modem, () => {
				throw error;
			});
		}
	});
}, plainTest);
