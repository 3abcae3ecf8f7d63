import { test as plainTest, type Callback } from "uvu";
import { withTranscript } from "../../simulator/transcript.ts";
import { Dialogue } from "./dialogue.ts";

/** uvu's `test`; a failure shows the end of the transcript of the dialogue that was begun last. */
export const test: typeof plainTest = Object.assign((name: string, run: Callback) => {
	plainTest(name, async context => {
		Dialogue.last = undefined;
		try {
			await run(context);
		} catch (error) {
			const last = Dialogue.last as Dialogue | undefined;
			if (!last) throw error;
			await withTranscript(last.modem, () => {
				throw error;
			});
		}
	});
}, plainTest);
