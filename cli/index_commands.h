/* index_commands.h -- the commands of rhizome-indexer beside `indexer`; as those of cli.h. */
#ifndef RHZ_INDEX_COMMANDS_H
#define RHZ_INDEX_COMMANDS_H

int index_verifier(int argc, char **argv);

#endif
