#include "tool/report/paper_pdf_lib.h"

#include <dlfcn.h>
#include <string.h>

/* It needs the others, so their names are found in it too. */
#define LIBRARY "libpangocairo-1.0.so.0"

static int
find(void *from, const char *name, void *out, struct why *w)
{
	void *call = dlsym(from, name);

	if (call == NULL)
		return why_set(w, WHY_SYSTEM, "%s has no %s", LIBRARY, name);
	memcpy(out, &call, sizeof call);
	return 0;
}

/* What goes wrong is told by what the calls return. */
static void
keep_quiet(const char *domain, GLogLevelFlags level, const char *text,
    void *self)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)self;
}

int
paper_pdf_lib_load(struct paper_pdf_lib *lib, struct why *w)
{
	void *from = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (from == NULL)
		return why_set(w, WHY_SYSTEM,
		    "PDF takes pango and cairo, which do not load: %s",
		    dlerror());
#define LOAD(name)                                 \
	if (find(from, #name, &lib->name, w) != 0) \
		return -1;
	PAPER_PDF_CALLS(LOAD)
#undef LOAD
	lib->g_log_set_default_handler(keep_quiet, NULL);
	return 0;
}
