/** `embedded:io/analog`: always the same, three quarters of what can be measured. */
export default class Analog {
	readonly resolution = 12;

	read(): number {
		return 3072;
	}

	close(): void {}
}
