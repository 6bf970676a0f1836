#include "tool/cmd/agency.h"

#include <stdio.h>
#include <string.h>

#include "keys/directory.h"

void
agency_roles(char out[AGENCY_ROLES_BYTES], unsigned roles)
{
	static const enum directory_role all[] = { DIRECTORY_SEAL,
		DIRECTORY_RECEIVE, DIRECTORY_ORDER };

	out[0] = '\0';
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		size_t at = strlen(out);

		if ((roles & (unsigned)all[i]) != 0)
			(void)snprintf(out + at, AGENCY_ROLES_BYTES - at,
			    "%s%s", at == 0 ? "" : ",",
			    directory_role_name(all[i]));
	}
}
