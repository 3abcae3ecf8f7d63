/* A firmware as text or as bytecode. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "xsAll.h"
#include "xsScript.h"

/* NULL, and a message, where the text is not well-formed. */
txScript* parseScript(txMachine* the, char* text, txUnsigned flags);
extern char parserMessage[256];

/* What `engine compile` has written. */
txScript* loadScript(const uint8_t* bytes);

/* Gives the script's symbols their keys in this machine, and its functions and strings their place in flash. */
void linkScript(txMachine* the, txScript* script);

#endif
