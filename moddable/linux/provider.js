/* The classes of a Linux computer, where the SDK has no `embedded:provider/builtin`. It has no pins. */
import Serial from "embedded:io/serial";

export default { io: { Serial } };
