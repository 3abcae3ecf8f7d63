/* The stack that an operation needs: the smallest with which it completes, found by bisection. Slots below the port's callback. */
import { runSession } from "../lab/session.ts";
import { FTP_SERVER, inMemory, URL_BASE } from "./world.ts";

/** What is done, and how often, each time begun in the onDone before it. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
	get: { what: "get", times: 1 },
	"get, chained": { what: "get", times: 3 },
	post: { what: "post", times: 1 },
	put: { what: "put", times: 1 },
	"put, chained": { what: "put", times: 3 },
	"extended put, chained": { what: "putExtended", times: 2 },
	"FTP get": { what: "ftpGet", times: 1 },
	list: { what: "list", times: 1 },
	signal: { what: "signal", times: 1 },
	start: { what: "start", times: 1 },
};

/** An operation, how often, and frames that are planted in its callback. */
export interface Operation {
	what: string;
	times: number;
	plant?: number;
}

/** Slots that the engine uses between two events and the first slot of a port's callback: the call itself. */
const CALL = 12;
const MOST = 2048;

async function completes(operation: Operation, limit: number): Promise<boolean> {
	try {
		const { status } = await runSession({
			firmware: "lab/firmware/bench-stack.ts",
			config: { ...operation, limit, url: `${URL_BASE}/3000`, server: FTP_SERVER },
			engine: "xs",
			...inMemory(),
			stackSlots: operation.what === "start" ? limit : 0,
		});
		if (status !== 0) throw new Error(`${operation.what} failed`);
		return true;
	} catch (error) {
		if ((error as Error).message.startsWith("RangeError: stack overflow")) return false;
		throw error;
	}
}

/** Whether an operation needs no more than so many slots below the port's callback. */
export const fits = (operation: Operation, slots: number): Promise<boolean> => completes(operation, slots + CALL);

/** Slots below the port's callback. */
export async function measureStack(operation: Operation): Promise<number> {
	let fails = 0;
	let works = MOST;
	if (!(await completes(operation, works))) throw new Error(`${operation.what} needs more than ${MOST} slots`);
	while (works - fails > 1) {
		const middle = (works + fails) >> 1;
		if (await completes(operation, middle)) works = middle;
		else fails = middle;
	}
	return works - CALL;
}

export async function measureStacks(): Promise<Record<string, number>> {
	const stacks: Record<string, number> = {};
	for (const [name, operation] of Object.entries(OPERATIONS)) stacks[name] = await measureStack(operation);
	return stacks;
}
