import { tell } from "./board.ts";
import type { Partition } from "./flash.ts";

const BLOCK = 4096;
/** ESP_IMAGE_HEADER_MAGIC */
const MAGIC = 0xe9;

/** `embedded:update` of the SDK's ESP32 (modules/io/update/esp32), which erases block by block as it is written. */
class Update {
	private readonly partition: Partition;
	private at = 0;

	constructor(partition: Partition) {
		this.partition = partition;
	}

	write(buffer: ArrayBuffer): void {
		const bytes = new Uint8Array(buffer);
		if (this.at === 0 && bytes[0] !== MAGIC) throw new Error("write failed");
		for (let block = Math.ceil(this.at / BLOCK); block * BLOCK < this.at + bytes.length; block++) this.partition.eraseBlock(block);
		this.partition.write(bytes, this.at);
		this.at += bytes.length;
	}

	complete(): void {
		if (this.at === 0) throw new Error("end failed");
		tell("boot", this.at);
	}
}

export default { open: ({ partition }: { partition: Partition }): Update => new Update(partition) };
