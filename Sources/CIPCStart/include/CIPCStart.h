// Only the tool links this: what it does in its very first instructions, before any library of its begins. Nothing to call.
#ifndef CIPC_START_H
#define CIPC_START_H

#endif
