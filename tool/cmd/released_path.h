#ifndef TOOL_CMD_RELEASED_PATH_H
#define TOOL_CMD_RELEASED_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/seal.h"
#include "tool/store/store.h"

/** "STORE/received/BUNDLE", however it is written: store and bundle. False if
 *  it is none. */
bool released_path(const char *path, char store[STORE_PATH_BYTES],
    uint8_t id[SEAL_ID_BYTES]);

#endif
