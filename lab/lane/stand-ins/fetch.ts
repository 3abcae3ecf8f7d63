import { createFetch, type Fetch, type FetchInit, type Network } from "../../fetch.ts";

const { fromArrayBuffer } = String as unknown as { fromArrayBuffer(bytes: ArrayBuffer): string };
let ours: Fetch | undefined;

/** In the place of the SDK's fetch (examples/io/tcp/fetch): over `globalThis.device.network`, which it looks up when it is first called. */
export default async function fetch(url: string, init?: FetchInit): Promise<object> {
	const { network } = (globalThis as unknown as { device: { network: Network } }).device;
	const { status, statusText, headers, body } = await (ours ??= createFetch(network))(url, init);
	const arrayBuffer = async (): Promise<ArrayBuffer> => (await body).buffer as ArrayBuffer;
	return {
		...{ status, statusText, headers, ok: status >= 200 && status < 300, arrayBuffer },
		text: async () => fromArrayBuffer(await arrayBuffer()),
	};
}
