/* index_commands.h -- the commands of rhizome-indexer beside `indexer`; as those of cli.h. */
#ifndef RHZ_INDEX_COMMANDS_H
#define RHZ_INDEX_COMMANDS_H

int index_importer(int argc, char **argv);
int index_verifier(int argc, char **argv);
int index_fusionner(int argc, char **argv);
int index_separer(int argc, char **argv);
int index_renommer(int argc, char **argv);
int index_classer(int argc, char **argv);
int index_rejeter(int argc, char **argv);
int index_ajouter(int argc, char **argv);
int index_annuler(int argc, char **argv);
int index_oublier(int argc, char **argv);
int index_corrections(int argc, char **argv);
int index_doublons(int argc, char **argv);

#endif
