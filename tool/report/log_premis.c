#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/report/html.h"
#include "tool/report/log_out.h"

/* Source: export.txt, 6. */

#define SPACE  "http://www.loc.gov/premis/v3"
#define SCHEMA "http://www.loc.gov/standards/premis/v3/premis.xsd"

/* The elements of a premis stand in this order. */
enum pass {
	OBJECTS,
	EVENTS,
	AGENTS,
	PASSES
};

/* --- pieces of XML; text is escaped as in a page --- */

static void
element(struct html *h, const char *name, const char *text)
{
	html_put(h, "<%s>", name);
	html_text(h, text);
	html_put(h, "</%s>", name);
}

/* <objectIdentifier> and the like: a type and a value, and perhaps a role,
 * which is of an object or of an agent. */
static void
identifier(struct html *h, const char *of, const char *type, const char *value,
    const char *role)
{
	char name[64];

	html_put(h, "<%sIdentifier>", of);
	(void)snprintf(name, sizeof name, "%sIdentifierType", of);
	element(h, name, type);
	(void)snprintf(name, sizeof name, "%sIdentifierValue", of);
	element(h, name, value);
	if (role != NULL) {
		(void)snprintf(name, sizeof name, "%sRole", of);
		element(h, name, role);
	}
	html_put(h, "</%sIdentifier>\n", of);
}

static void
uuid(struct html *h, const char *of, const char *name, const char *role)
{
	identifier(h, of, "UUID", name + sizeof LOG_NAME_FRONT - 1, role);
}

/* name=value */
static void
pair(struct html *h, const char *element_name, const char *key,
    const char *value)
{
	html_put(h, "<%s>%s=", element_name, key);
	html_text(h, value);
	html_put(h, "</%s>", element_name);
}

/* --- objects --- */

static void
begin_object(struct html *h, const char *type, const char *name,
    const char *kind, const char *value)
{
	char of[32];

	html_put(h, "<object xsi:type=\"%s\">\n", type);
	uuid(h, "object", name, NULL);
	(void)snprintf(of, sizeof of, "sealbag %s", kind);
	identifier(h, "object", of, value, NULL);
}

static void
property(struct html *h, const char *type, const char *value)
{
	html_put(h, "<significantProperties>");
	element(h, "significantPropertiesType", type);
	element(h, "significantPropertiesValue", value);
	html_put(h, "</significantProperties>\n");
}

static void
relationship(struct html *h, const char *type, const char *subtype,
    const char *bundle)
{
	char name[LOG_NAME_BYTES];

	if (bundle[0] == '\0')
		return;
	log_name(name, log_kind_name(LOG_BUNDLE), "", bundle);
	html_put(h, "<relationship>");
	element(h, "relationshipType", type);
	element(h, "relationshipSubType", subtype);
	uuid(h, "relatedObject", name, NULL);
	html_put(h, "</relationship>\n");
}

static void
put_seal(struct html *h, const struct log_thing *thing)
{
	html_put(h, "<objectCharacteristics><fixity>");
	element(h, "messageDigestAlgorithm", "BLAKE2b-512");
	element(h, "messageDigest", thing->value);
	html_put(h, "</fixity><format><formatDesignation>");
	element(h, "formatName", "application/json");
	html_put(h, "</formatDesignation></format></objectCharacteristics>\n");
	element(h, "originalName", "seal.json");
	relationship(h, "structural", "is part of", thing->of);
}

static void
put_object(struct html *h, const struct log_thing *thing)
{
	const char *type = thing->kind == LOG_SEAL ? "file"
	    : thing->kind == LOG_BUNDLE		   ? "representation"
						   : "intellectualEntity";

	begin_object(h, type, thing->name, log_kind_name(thing->kind),
	    thing->value);
	if (thing->kind == LOG_SEAL)
		put_seal(h, thing);
	if (thing->kind == LOG_EXHIBIT)
		relationship(h, "derivation", "has source", thing->of);
	html_put(h, "</object>\n");
}

/* --- agents --- */

static void
put_agent(struct html *h, const struct log_thing *thing)
{
	html_put(h, "<agent>\n");
	uuid(h, "agent", thing->name, NULL);
	element(h, "agentName",
	    thing->kind == LOG_TOOL ? "sealbag" : thing->value);
	if (thing->kind == LOG_AGENCY)
		element(h, "agentType", "organization");
	if (thing->kind == LOG_TOOL) {
		element(h, "agentType", "software");
		element(h, "agentVersion", thing->value);
	}
	html_put(h, "\n</agent>\n");
}

/* --- events --- */

static void
put_note(struct html *h, const char *key, const char *value)
{
	html_put(h, "<eventOutcomeDetail>");
	pair(h, "eventOutcomeDetailNote", key, value);
	html_put(h, "</eventOutcomeDetail>\n");
}

static void
put_details(struct html *h, const struct log_event *e)
{
	struct log_details d;
	char number[24];

	log_details(&d, e->event, e->leaf);
	for (size_t i = 0; i < d.n; i++) {
		if (d.all[i].value == e->event->outcome ||
		    d.all[i].value == e->event->reason)
			continue;
		html_put(h, "<eventDetailInformation>");
		pair(h, "eventDetail", d.all[i].key, d.all[i].value);
		html_put(h, "</eventDetailInformation>\n");
	}
	html_put(h, "<eventOutcomeInformation>");
	element(h, "eventOutcome", e->event->outcome);
	html_put(h, "\n");
	if (e->event->reason[0] != '\0')
		put_note(h, "reason", e->event->reason);
	for (size_t i = 0; i < e->event->n_counts; i++) {
		(void)snprintf(number, sizeof number, "%" PRIu64,
		    e->event->counts[i].value);
		put_note(h, e->event->counts[i].name, number);
	}
	html_put(h, "</eventOutcomeInformation>\n");
}

static void
put_event(struct html *h, const struct log_out *o, const struct log_event *e,
    const struct log_thing *things, size_t n)
{
	static const char *const roles[] = {
		[LOG_ACTOR] = "performer",
		[LOG_AGENCY] = "agency",
		[LOG_TOOL] = "instrument",
	};
	char name[LOG_NAME_BYTES];
	char text[24];
	bool own = true;

	(void)snprintf(text, sizeof text, "%" PRIu64, e->event->sequence);
	log_name(name, "event", o->head->origin, text);
	html_put(h, "<event>\n");
	uuid(h, "event", name, NULL);
	element(h, "eventType", e->event->act);
	text_time_format(text, e->event->time_s);
	element(h, "eventDateTime", text);
	html_put(h, "\n");
	put_details(h, e);
	for (size_t i = 0; i < n; i++) {
		if (things[i].kind >= LOG_BUNDLE)
			continue;
		/* its own agency comes before any other one */
		uuid(h, "linkingAgent", things[i].name,
		    things[i].kind == LOG_AGENCY && !own
			? "other agency"
			: roles[things[i].kind]);
		own &= things[i].kind != LOG_AGENCY;
	}
	log_name(name, "log", o->head->origin, "");
	uuid(h, "linkingObject", name, "source");
	for (size_t i = 0; i < n; i++)
		if (things[i].kind >= LOG_BUNDLE)
			uuid(h, "linkingObject", things[i].name,
			    things[i].made ? "outcome" : "source");
	html_put(h, "</event>\n");
}

/* --- the whole --- */

static int
begin(struct log_out *o)
{
	struct html h = { .out = o->out, .w = o->w };
	char name[LOG_NAME_BYTES];
	char root[2 * HASH_BYTES + 1];
	char events[24];

	html_put(&h,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<premis xmlns=\"" SPACE "\"\n"
	    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
	    " xsi:schemaLocation=\"" SPACE " " SCHEMA "\" version=\"3.0\">\n");
	log_name(name, "log", o->head->origin, "");
	begin_object(&h, "intellectualEntity", name, "log", o->head->origin);
	(void)snprintf(events, sizeof events, "%" PRIu64, o->head->size);
	property(&h, "events", events);
	bytes_to_hex(root, o->head->root, HASH_BYTES);
	property(&h, "root", root);
	html_put(&h, "</object>\n");
	return h.rc;
}

static int
event(struct log_out *o, unsigned pass, const struct log_event *e)
{
	struct html h = { .out = o->out, .w = o->w };
	struct log_thing things[LOG_THINGS_MAX];
	size_t n = log_things(things, e->event, o->agency, o->head->origin);

	if (pass == EVENTS)
		put_event(&h, o, e, things, n);
	for (size_t i = 0; i < n && pass != EVENTS; i++) {
		bool is_new;

		if ((things[i].kind >= LOG_BUNDLE) != (pass == OBJECTS))
			continue;
		if (log_seen_add(&o->seen, things[i].name, &is_new, o->w) != 0)
			return -1;
		if (is_new && pass == OBJECTS)
			put_object(&h, &things[i]);
		else if (is_new)
			put_agent(&h, &things[i]);
	}
	return h.rc;
}

static int
pass_end(struct log_out *o, unsigned pass)
{
	struct html h = { .out = o->out, .w = o->w };

	if (pass == PASSES - 1)
		html_put(&h, "</premis>\n");
	return h.rc;
}

const struct log_form log_premis = {
	.name = "premis",
	.passes = PASSES,
	.begin = begin,
	.event = event,
	.pass_end = pass_end,
};
