/* Recordings of the simulated modems of tests: one that fails shows what has happened. */
import { Recorder, writeRecording } from "../simulator/index.ts";
import type { Followed, FollowedBoard } from "../simulator/timeline/recorder.ts";

const FOLDER = ".cache/timelines";

let last: Recorder | undefined;

/** Records a modem, and the board that it is wired to; the one that is recorded last is what a failure shows. */
export function record(modem: Followed, board?: FollowedBoard, recorder: Recorder = new Recorder()): () => void {
	last = recorder;
	const ends = [recorder.follow(modem), ...(board ? [recorder.followBoard(board, modem.clock)] : [])];
	return () => ends.forEach(end => end());
}

/** Forgets what was recorded: what follows has a modem of its own, or none. */
export function forgetRecording(): void {
	last = undefined;
}

/** Writes the timeline of the modem that was recorded last; where it is, or undefined if there was none. */
export function keepRecording(title: string): string | undefined {
	if (!last) return undefined;
	const file = `${FOLDER}/${title.replace(/[^\w]+/g, "-").slice(0, 100)}.html`;
	writeRecording(last, { timeline: file, title });
	return file;
}
