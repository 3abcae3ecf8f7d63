import { AT_MUTATIONS } from "./mutations/at.ts";
import { EXPLAIN_MUTATIONS } from "./mutations/explain.ts";
import { FTP_MUTATIONS } from "./mutations/ftp.ts";
import { HTTP_MUTATIONS } from "./mutations/http.ts";
import { MESSAGE_MUTATIONS } from "./mutations/messages.ts";
import { MODEM_MUTATIONS } from "./mutations/modem.ts";
import { SOCKET_MUTATIONS } from "./mutations/socket.ts";
import { TRANSFER_MUTATIONS } from "./mutations/transfer.ts";
import type { Mutation } from "./mutation.ts";

/** Protections, each of which is taken away on its own. Texts are short, so that they outlive what is changed around them. */
export const MUTATIONS: readonly Mutation[] = [
	...AT_MUTATIONS,
	...MODEM_MUTATIONS,
	...HTTP_MUTATIONS,
	...FTP_MUTATIONS,
	...TRANSFER_MUTATIONS,
	...SOCKET_MUTATIONS,
	...MESSAGE_MUTATIONS,
	...EXPLAIN_MUTATIONS,
];
