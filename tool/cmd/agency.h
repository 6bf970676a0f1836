#ifndef TOOL_CMD_AGENCY_H
#define TOOL_CMD_AGENCY_H

/** Roles of an agency (enum directory_role, together) as "seal,receive". */
#define AGENCY_ROLES_BYTES 64
void agency_roles(char out[AGENCY_ROLES_BYTES], unsigned roles);

#endif
