import * as assert from "uvu/assert";

/** An event as the firmware's callback saw it. `time` in ms. */
export interface SeenEvent {
	kind: "readable" | "writable";
	count: number;
	time: number;
}

/** Which callbacks the port is opened with, and what the readable one does. */
export interface SerialCallbacks {
	readable?: boolean;
	writable?: boolean;
	/** onReadable reads everything. Otherwise it reads nothing. */
	drain?: boolean;
}

/** A port under test. The firmware's side is asynchronous because it may run in another process. */
export interface SerialUnderTest {
	/** `read()` with a view of `length` bytes filled with 0xEE: what it returned and what the view holds then. */
	readInto(length: number): Promise<{ count: number | undefined; view: number[] }>;
	/** Rejects with what `write` threw. Every call writes from the same memory. */
	write(bytes: number[]): Promise<void>;
	close(): Promise<void>;
	/** What the callbacks saw so far, and what a draining onReadable has read. */
	readonly events: readonly SeenEvent[];
	readonly drained: readonly number[];
}

/** Everything one check needs, fresh for each check. */
export interface SerialRig {
	/** Bytes that the port takes at once. */
	readonly capacity: number;
	/** The far end sends, */
	send(bytes: number[]): void;
	/** and has received this. */
	readonly received: readonly number[];
	/** Until all that was sent in either direction has arrived. */
	settle(): Promise<void>;
	open(callbacks: SerialCallbacks): Promise<SerialUnderTest>;
	close(): Promise<void>;
}

export type Register = (name: string, check: () => Promise<void>) => void;

/** `length` bytes that count up from `start`. */
export const sequence = (length: number, start = 0): number[] => Array.from({ length }, (_, index) => (start + index) & 0xff);

/** What an attempt was refused with: name and message of the error. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
	try {
		await attempt;
	} catch (error) {
		return `${(error as Error).name}: ${(error as Error).message}`;
	}
	return "accepted";
}

/** A check on a rig of its own. */
export function checksOn<Rig extends { close(): Promise<void> }>(
	name: string,
	register: Register,
	createRig: () => Promise<Rig>,
): (title: string, body: (rig: Rig) => Promise<void>) => void {
	return (title, body) =>
		register(`${name}: ${title}`, async () => {
			const rig = await createRig();
			try {
				await body(rig);
			} finally {
				await rig.close();
			}
		});
}

/** Registers the checks that every port has to pass before the driver may use it. */
export function serialConformance(name: string, register: Register, createRig: () => Promise<SerialRig>): void {
	const check = checksOn(name, register, createRig);

	check("onWritable comes unasked after construction, with the whole capacity, once", async rig => {
		const port = await rig.open({ readable: true, writable: true });
		await rig.settle();
		assert.equal(
			port.events.map(({ kind, count }) => [kind, count]),
			[["writable", rig.capacity]],
		);
	});

	check("write takes as much as was offered, and refuses what does not fit as a whole", async rig => {
		const port = await rig.open({ writable: true });
		assert.is(await refusal(port.write(sequence(rig.capacity + 1))), "Error: output full");
		await port.write(sequence(rig.capacity - 28));
		assert.is(await refusal(port.write(sequence(29))), "Error: output full");
		await port.write(sequence(28, rig.capacity - 28));
		assert.is(await refusal(port.write([0])), "Error: output full");
		await rig.settle();
		assert.equal(rig.received, sequence(rig.capacity));
	});

	check("onWritable comes again after a write, and only then", async rig => {
		const port = await rig.open({ writable: true });
		await rig.settle();
		await rig.settle();
		assert.is(port.events.length, 1);
		await port.write(sequence(100));
		await rig.settle();
		assert.is(port.events.length, 2);
		assert.ok(port.events[1]!.count >= 100);
	});

	check("what is written is taken over: its memory may be used again at once", async rig => {
		const port = await rig.open({});
		await port.write([1, 1, 1]);
		await port.write([2, 2, 2]);
		await rig.settle();
		assert.equal(rig.received, [1, 1, 1, 2, 2, 2]);
	});

	check("every byte value arrives in both directions", async rig => {
		const port = await rig.open({ readable: true, drain: true });
		rig.send(sequence(256));
		for (let at = 0; at < 256; at += 64) {
			await port.write(sequence(64, at));
			await rig.settle();
		}
		assert.equal(port.drained, sequence(256));
		assert.equal(rig.received, sequence(256));
	});

	check("read(view) fills from the start of the view, returns the count, and undefined when there is nothing", async rig => {
		const port = await rig.open({});
		assert.is((await port.readInto(4)).count, undefined);
		rig.send([1, 2, 3, 4, 5]);
		await rig.settle();
		assert.equal(await port.readInto(3), { count: 3, view: [1, 2, 3] });
		assert.equal(await port.readInto(4), { count: 2, view: [4, 5, 0xee, 0xee] });
		assert.is((await port.readInto(4)).count, undefined);
	});

	check("what is left unread stays, and comes before what arrives later", async rig => {
		const port = await rig.open({ readable: true });
		rig.send([1, 2, 3]);
		await rig.settle();
		assert.equal(port.events[0]!.count, 3);
		assert.equal((await port.readInto(2)).view, [1, 2]);
		rig.send([4]);
		await rig.settle();
		assert.equal(await port.readInto(4), { count: 2, view: [3, 4, 0xee, 0xee] });
	});

	check("after close nothing is sent and nobody is called", async rig => {
		const port = await rig.open({ readable: true, writable: true });
		await port.close();
		const seen = port.events.length;
		rig.send([1]);
		await rig.settle();
		assert.is(port.events.length, seen);
		assert.equal(rig.received, []);
	});
}
