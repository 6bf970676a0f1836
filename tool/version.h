#ifndef TOOL_VERSION_H
#define TOOL_VERSION_H

/** Version of the program, told by --version and in each custody event. */
#define VERSION "0.1.0"

#endif
