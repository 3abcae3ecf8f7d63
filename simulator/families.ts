import { ftpCommands } from "./ftp/ftp.ts";
import { httpCommands } from "./http/http.ts";
import { identityCommands } from "./identity.ts";
import { basicCommands } from "./line/basic.ts";
import type { Family } from "./modem.ts";
import { bearerCommands } from "./network/bearer.ts";
import { registrationCommands } from "./network/registration.ts";
import { powerCommands } from "./power/functionality.ts";
import { callCommands } from "./calls/calls.ts";
import { phonebookCommands } from "./calls/phonebook.ts";
import { messageCommands } from "./messages/messages.ts";
import { serviceCommands } from "./services/services.ts";
import { socketCommands } from "./socket/socket.ts";
import { startupCommands } from "./startup.ts";

/** Families in the order of the manual; a new one is a folder and a line here. */
export const FAMILIES: readonly Family[] = [
	basicCommands,
	identityCommands,
	registrationCommands,
	powerCommands,
	bearerCommands,
	httpCommands,
	ftpCommands,
	socketCommands,
	messageCommands,
	callCommands,
	phonebookCommands,
	serviceCommands,
	startupCommands,
];
