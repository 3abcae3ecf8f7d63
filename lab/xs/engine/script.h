/* A firmware as text or as bytecode. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "xsAll.h"
#include "xsScript.h"

/* NULL, and a message, where the text is not well-formed; `path` is what the message calls it. */
txScript* parseScript(txMachine* the, char* path, char* text, txUnsigned flags);
extern char parserMessage[256];

/* What messages call a firmware. */
#define SCRIPT_NAME "firmware.js"

/* What `engine compile` has written. */
txScript* loadScript(const uint8_t* bytes);

/* Gives the script's symbols their keys in this machine; nothing maps or frees them again. */
void linkSymbols(txMachine* the, txScript* script);

/* The same, and gives its functions and strings their place in flash. */
void linkScript(txMachine* the, txScript* script);

#endif
