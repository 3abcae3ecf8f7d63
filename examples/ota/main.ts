/*
	A firmware update in pieces. `config.image` names a text file that says `<length> <SHA-256>` of the image and, with `.bin` instead of `.txt`, the image. What has
	come is in flash block by block, and remembered: after a lost bearer, a reset of the modem or of the board it goes on there. The digest is that of what is
	in flash, and compared before the image is made the one that starts.
*/
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import restart from "./restart";
import { HTTP } from "sim900/http";
import { Modem, wire } from "sim900/modem";
import Timer from "timer";
import { Store } from "./store";

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});
const http = new HTTP({ modem });
const buffer = new Uint8Array(512);
let text = "";

/** What the server has. */
function look(): void {
	text = "";
	http.request({
		url: config.image,
		onReadable() {
			for (let count; (count = this.read(buffer));) text += String.fromArrayBuffer(buffer.slice(0, count).buffer);
		},
		onDone(error) {
			if (error) return again(error.code);
			const [length, digest] = text.trim().split(" ");
			if (!(Number(length) > 0) || digest?.length !== 64) return again("this is no description of an image");
			if (digest === config.running) return trace("nothing new\n");
			load(Number(length), digest, new Store(digest));
		},
	});
}

/** The next piece of the image, from where the store has come. */
function load(length: number, digest: string, store: Store): void {
	const offset = store.received;
	if (length > store.size) return trace(`an image of ${length} bytes does not fit\n`);
	if (offset >= length) return compare(length, digest, store);
	const piece = Math.min(config.piece, length - offset);
	trace(`${offset} of ${length} bytes\n`);
	http.request({
		url: config.image.replace(/\.txt$/, ".bin"),
		...{ offset, length: piece, total: length },
		onReadable() {
			for (let count; (count = this.read(buffer));) store.write(buffer, count);
		},
		onDone(error) {
			if (error) again(error.code, () => load(length, digest, store));
			else load(length, digest, store);
		},
	});
}

function compare(length: number, digest: string, store: Store): void {
	store.finish();
	if (store.digest(length) !== digest) {
		store.forget();
		return again("the digest is another one");
	}
	store.activate(length);
	trace("the new firmware starts\n");
	restart();
}

/** After a pause. */
function again(reason: string, what: () => void = look): void {
	trace(`${reason}; again in ${config.pause / 1000} s\n`);
	Timer.set(what, config.pause);
}

look();
