/* people_lists.h -- people_lists.c as people.c calls it. */
#ifndef RHZ_PEOPLE_LISTS_H
#define RHZ_PEOPLE_LISTS_H

#include "people.h"

/** Attendance, boards, teams, members: lists to statements. False: memory is out. */
bool rhz_read_lists(struct rhz_people *p);

#endif
