#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/report/log_out.h"

/* Source: export.txt, 5. */

#define UCO "https://ontology.unifiedcyberontology.org/uco/"

/* --- pieces of JSON-LD --- */

/* key NULL: in a list. */
static void
open_node(struct text_out *t, const char *key, const char *name,
    const char *type)
{
	text_out_open(t, key, '{');
	text_out_string(t, "@id", name);
	text_out_string(t, "@type", type);
}

static void
refer(struct text_out *t, const char *key, const char *name)
{
	text_out_open(t, key, '{');
	text_out_string(t, "@id", name);
	text_out_close(t);
}

static void
put_typed(struct text_out *t, const char *key, const char *type,
    const char *value)
{
	text_out_open(t, key, '{');
	text_out_string(t, "@type", type);
	text_out_string(t, "@value", value);
	text_out_close(t);
}

/* How others know it. */
static void
put_reference(struct text_out *t, const char *kind, const char *value)
{
	char name[LOG_NAME_BYTES];
	char what[96];

	(void)snprintf(what, sizeof what, "%s %s", kind, value);
	log_name(name, "reference", "", what);
	open_node(t, "uco-core:externalReference", name,
	    "uco-core:ExternalReference");
	(void)snprintf(what, sizeof what, "sealbag %s", kind);
	text_out_string(t, "uco-core:definingContext", what);
	text_out_string(t, "uco-core:externalIdentifier", value);
	text_out_close(t);
}

static void
put_hash(struct text_out *t, const char *method, const char *origin,
    const char *hex)
{
	char name[LOG_NAME_BYTES];

	log_name(name, "content", origin, hex);
	open_node(t, NULL, name, "uco-observable:ContentDataFacet");
	log_name(name, "digest", origin, hex);
	open_node(t, "uco-observable:hash", name, "uco-types:Hash");
	text_out_string(t, "uco-types:hashMethod", method);
	put_typed(t, "uco-types:hashValue", "xsd:hexBinary", hex);
	text_out_close(t);
	text_out_close(t);
}

/* --- what events speak of --- */

static void
put_seal(struct text_out *t, const struct log_thing *thing)
{
	char name[LOG_NAME_BYTES];

	open_node(t, NULL, thing->name, "uco-observable:File");
	text_out_open(t, "uco-core:hasFacet", '[');
	log_name(name, "file", "", thing->value);
	open_node(t, NULL, name, "uco-observable:FileFacet");
	text_out_string(t, "uco-observable:fileName", "seal.json");
	text_out_close(t);
	put_hash(t, "BLAKE2b-512", "", thing->value);
	text_out_close(t);
	text_out_close(t);
	if (thing->of[0] == '\0')
		return;
	log_name(name, "sealed", "", thing->value);
	open_node(t, NULL, name, "uco-observable:ObservableRelationship");
	text_out_string(t, "uco-core:kindOfRelationship", "Contained_Within");
	text_out_bool(t, "uco-core:isDirectional", true);
	refer(t, "uco-core:source", thing->name);
	log_name(name, log_kind_name(LOG_BUNDLE), "", thing->of);
	refer(t, "uco-core:target", name);
	text_out_close(t);
}

static void
provenance(char out[LOG_NAME_BYTES], const struct log_out *o,
    const struct log_thing *thing)
{
	log_name(out, "provenance", o->head->origin, thing->value);
}

static void
put_exhibit(struct log_out *o, const struct log_thing *thing)
{
	struct text_out *t = &o->tree;
	char name[LOG_NAME_BYTES];
	char root[EXHIBIT_REFERENCE_BYTES];

	open_node(t, NULL, thing->name, "uco-observable:ObservableObject");
	text_out_string(t, "uco-core:name", thing->value);
	if (thing->of[0] != '\0') {
		log_name(name, log_kind_name(LOG_BUNDLE), "", thing->of);
		refer(t, "case-investigation:wasDerivedFrom", name);
	}
	text_out_close(t);
	provenance(name, o, thing);
	log_root_exhibit(root, thing->value);
	open_node(t, NULL, name, "case-investigation:ProvenanceRecord");
	text_out_string(t, "case-investigation:exhibitNumber", thing->value);
	text_out_string(t, "case-investigation:rootExhibitNumber", root);
	refer(t, "uco-core:object", thing->name);
	text_out_close(t);
}

static void
put_named(struct text_out *t, const struct log_thing *thing, const char *type)
{
	open_node(t, NULL, thing->name, type);
	text_out_string(t, "uco-core:name", thing->value);
	text_out_close(t);
}

static void
put_thing(struct log_out *o, const struct log_thing *thing)
{
	struct text_out *t = &o->tree;

	switch (thing->kind) {
	case LOG_ACTOR:
		put_named(t, thing, "uco-identity:Identity");
		break;
	case LOG_AGENCY:
		put_named(t, thing, "uco-identity:Organization");
		break;
	case LOG_TOOL:
		open_node(t, NULL, thing->name, "uco-tool:Tool");
		text_out_string(t, "uco-core:name", "sealbag");
		text_out_string(t, "uco-tool:version", thing->value);
		text_out_close(t);
		break;
	case LOG_SEAL:
		put_seal(t, thing);
		break;
	case LOG_EXHIBIT:
		put_exhibit(o, thing);
		break;
	case LOG_BUNDLE:
	case LOG_ORDER:
	case LOG_HOLD:
		open_node(t, NULL, thing->name,
		    "uco-observable:ObservableObject");
		put_reference(t, log_kind_name(thing->kind), thing->value);
		text_out_close(t);
	}
}

/* --- an event --- */

static void
put_argument(struct text_out *t, const char *facet, const char *key,
    const char *value)
{
	open_node(t, NULL, facet, "uco-action:ActionArgumentFacet");
	text_out_string(t, "uco-action:argumentName", key);
	text_out_string(t, "uco-action:value", value);
	text_out_close(t);
}

static void
put_arguments(struct log_out *o, const struct log_event *e)
{
	struct text_out *t = &o->tree;
	struct log_details d;
	char name[LOG_NAME_BYTES];
	char what[64];

	log_details(&d, e->event, e->leaf);
	text_out_open(t, "uco-core:hasFacet", '[');
	for (size_t i = 0; i < d.n; i++) {
		(void)snprintf(what, sizeof what, "%s %s", d.sequence,
		    d.all[i].key);
		log_name(name, "facet", o->head->origin, what);
		put_argument(t, name, d.all[i].key, d.all[i].value);
	}
	for (size_t i = 0; i < e->event->n_counts; i++) {
		const struct event_count *c = &e->event->counts[i];
		char value[24];

		(void)snprintf(what, sizeof what, "%s counts/%s", d.sequence,
		    c->name);
		log_name(name, "facet", o->head->origin, what);
		(void)snprintf(value, sizeof value, "%" PRIu64, c->value);
		put_argument(t, name, strchr(what, ' ') + 1, value);
	}
	text_out_close(t);
}

/* References to what an act made, or else what it was about. */
static void
put_links(struct log_out *o, const char *key, const struct log_thing *things,
    size_t n, bool made)
{
	struct text_out *t = &o->tree;
	char name[LOG_NAME_BYTES];

	text_out_open(t, key, '[');
	if (!made) {
		log_name(name, "log", o->head->origin, "");
		refer(t, NULL, name);
	}
	for (size_t i = 0; i < n; i++) {
		if (things[i].kind < LOG_BUNDLE || things[i].made != made)
			continue;
		refer(t, NULL, things[i].name);
		if (things[i].kind == LOG_EXHIBIT) {
			provenance(name, o, &things[i]);
			refer(t, NULL, name);
		}
	}
	text_out_close(t);
}

static void
put_who(struct text_out *t, const struct log_thing *things, size_t n)
{
	/* the actor; where there is none, the first is the agency */
	refer(t, "uco-action:performer", things[0].name);
	text_out_open(t, "uco-action:participant", '[');
	for (size_t i = 0; i < n; i++)
		if (things[i].kind == LOG_AGENCY)
			refer(t, NULL, things[i].name);
	text_out_close(t);
	for (size_t i = 0; i < n; i++)
		if (things[i].kind == LOG_TOOL)
			refer(t, "uco-action:instrument", things[i].name);
}

static const char *
status(const struct event *e)
{
	static const char *const words[][2] = {
		{ "done", "Success" },
		{ "rejected", "Fail" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(e->outcome, words[i][0]) == 0)
			return words[i][1];
	return "Error";
}

static int
put_event(struct log_out *o, unsigned pass, const struct log_event *e)
{
	struct text_out *t = &o->tree;
	struct log_thing things[LOG_THINGS_MAX];
	size_t n = log_things(things, e->event, o->agency, o->head->origin);
	char name[LOG_NAME_BYTES];
	char text[24];
	bool made = false;

	(void)pass;
	for (size_t i = 0; i < n; i++) {
		bool is_new;

		if (log_seen_add(&o->seen, things[i].name, &is_new, o->w) != 0)
			return -1;
		if (is_new)
			put_thing(o, &things[i]);
		made |= things[i].made;
	}
	(void)snprintf(text, sizeof text, "%" PRIu64, e->event->sequence);
	log_name(name, "event", o->head->origin, text);
	open_node(t, NULL, name, "case-investigation:InvestigativeAction");
	text_out_string(t, "uco-core:name", e->event->act);
	text_out_string(t, "uco-action:actionStatus", status(e->event));
	text_time_format(text, e->event->time_s);
	put_typed(t, "uco-action:endTime", "xsd:dateTime", text);
	put_who(t, things, n);
	put_links(o, "uco-action:object", things, n, false);
	if (made)
		put_links(o, "uco-action:result", things, n, true);
	put_arguments(o, e);
	text_out_close(t);
	return 0;
}

/* --- the whole --- */

static void
put_context(struct text_out *t)
{
	static const char *const prefixes[][2] = {
		{ "case-investigation",
		    "https://ontology.caseontology.org/case/investigation/" },
		{ "uco-action", UCO "action/" },
		{ "uco-core", UCO "core/" },
		{ "uco-identity", UCO "identity/" },
		{ "uco-observable", UCO "observable/" },
		{ "uco-tool", UCO "tool/" },
		{ "uco-types", UCO "types/" },
		{ "xsd", "http://www.w3.org/2001/XMLSchema#" },
	};

	text_out_open(t, "@context", '{');
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		text_out_string(t, prefixes[i][0], prefixes[i][1]);
	text_out_close(t);
}

static int
begin(struct log_out *o)
{
	struct text_out *t = &o->tree;
	char name[LOG_NAME_BYTES];
	char root[2 * HASH_BYTES + 1];
	char text[128];

	*t = (struct text_out){ .to = o->out, .indent = 1, .escape = true };
	bytes_to_hex(root, o->head->root, HASH_BYTES);
	(void)snprintf(text, sizeof text, "%" PRIu64 " %s", o->head->size,
	    root);
	log_name(name, "export", o->head->origin, text);
	text_out_open(t, NULL, '{');
	put_context(t);
	text_out_string(t, "@id", name);
	text_out_string(t, "@type", "uco-core:Bundle");
	text_out_string(t, "uco-core:name", "Events of a custody log");
	(void)snprintf(text, sizeof text,
	    "Taken from a log of %" PRIu64 " event%s that was sound",
	    o->head->size, o->head->size == 1 ? "" : "s");
	text_out_string(t, "uco-core:description", text);
	text_out_string(t, "uco-core:specVersion", "1.4.0");
	text_out_open(t, "uco-core:object", '[');
	log_name(name, "log", o->head->origin, "");
	open_node(t, NULL, name, "uco-observable:ObservableObject");
	text_out_string(t, "uco-core:name", "Custody log");
	put_reference(t, "log", o->head->origin);
	text_out_open(t, "uco-core:hasFacet", '[');
	put_hash(t, "sealbag-event-tree", o->head->origin, root);
	text_out_close(t);
	text_out_close(t);
	return 0;
}

static int
end(struct log_out *o, unsigned pass)
{
	(void)pass;
	text_out_close(&o->tree);
	text_out_close(&o->tree);
	return text_out_end(&o->tree, o->w);
}

const struct log_form log_case = {
	.name = "case",
	.passes = 1,
	.begin = begin,
	.event = put_event,
	.pass_end = end,
};
