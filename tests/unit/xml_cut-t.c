#include "formats/reads/xml.h"

#include "formats/bytes.h"

#include "tests/unit/formats.h"

#define FRONT "<EventNotificationAlert version=\"2.0\" xmlns='u'>"
#define BACK  "</EventNotificationAlert>"
#define HEAD                                                       \
	"<ipAddress>192.0.2.7</ipAddress><channelID>3</channelID>" \
	"<dateTime>2026-03-01T12:00:00Z</dateTime>"
#define PLATE(VRM)                                                         \
	FRONT HEAD "<ANPR><country>1</country><licensePlate>" VRM          \
		   "</licensePlate><pictureInfoList><pictureInfo><type>a"  \
		   "</type></pictureInfo><pictureInfo/></pictureInfoList>" \
		   "</ANPR>" BACK
#define EVENT PLATE("zz26 abc")
#define KEY   " ZZ26ABC/hikvision/192.0.2.7/3@1772366400000"
#define SHORT "/hikvision/192.0.2.7/3@1772366400000"
#define XML   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define DEEP  "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
#define FAULT "read-xml line 1: "

static const struct {
	const char *name;
	const char *file;
	const char *want;
} rows[] = {
	{ "an empty file", "", "ok 0 0" },
	{ "one event", EVENT, "ok 1 1" KEY },
	{ "with a declaration", XML EVENT "\n", "ok 1 1" KEY },
	{ "documents one after another", XML EVENT "\r\n" XML EVENT "\n",
	    "ok 2 2" KEY KEY },
	{ "a mark", "\xef\xbb\xbf" XML EVENT, "ok 2 1" KEY },
	{ "blanks at first", "\n " EVENT EVENT, "ok 3 2" KEY KEY },
	{ "a wrapper", XML "<list a='1'>\n" EVENT EVENT "</list >\n",
	    "ok 4 2" KEY KEY },
	{ "a wrapper without events", "<list></list>", "ok 2 0" },
	{ "comments between",
	    XML "<!-- a -->" EVENT "<!-- - b -->" EVENT "<!---->",
	    "ok 3 2" KEY KEY },
	{ "a comment inside",
	    FRONT "<!-- > -->" HEAD
		  "<ANPR><licensePlate>Z1</licensePlate></ANPR>" BACK,
	    "ok 1 1 Z1" SHORT },
	{ "entities of XML", PLATE("&lt;&amp;&gt;&apos;&quot;"),
	    "ok 1 1 <&>'\"" SHORT },
	{ "numbers of characters", PLATE("&#90;&#x5a;&#x1F697;"),
	    "ok 1 1 ZZ\xf0\x9f\x9a\x97" SHORT },
	{ "blanks around a value", PLATE("\n Z1 \t"), "ok 1 1 Z1" SHORT },
	{ "an empty plate", PLATE(""), "ok 1 1 no key" },
	{ "an entity of another kind", PLATE("&nbsp;"),
	    FAULT "an entity that XML does not know" },
	{ "an entity without end", PLATE("Z & Co"),
	    FAULT "an entity that XML does not know" },
	{ "the character zero", PLATE("&#0;"),
	    FAULT "an entity that XML does not know" },
	{ "half a pair", PLATE("&#xd800;"),
	    FAULT "an entity that XML does not know" },
	{ "beyond the last character", PLATE("&#x110000;"),
	    FAULT "an entity that XML does not know" },
	{ "a document type",
	    XML
	    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" EVENT,
	    "read-xml line 1: a document type" },
	{ "a document type between", EVENT "\n<!DOCTYPE a>" EVENT,
	    FAULT "a document type" },
	{ "a processing instruction", "<?php x?>" EVENT,
	    FAULT "a processing instruction" },
	{ "one inside", PLATE("<?a b?>"), FAULT "a processing instruction" },
	{ "a CDATA section", FRONT "<a><![CDATA[x]]></a>" BACK,
	    FAULT "a CDATA section" },
	{ "an element in a plate", PLATE("Z<b>1</b>"),
	    FAULT "a mapped element holds more than text" },
	{ "a comment in a plate", PLATE("Z<!-- 1 -->1"),
	    FAULT "a mapped element holds more than text" },
	{ "a plate twice", PLATE("Z1</licensePlate><licensePlate>Z2"),
	    FAULT "an element stands twice" },
	{ "another encoding",
	    "<?xml version='1.0' encoding='ISO-8859-1'?>" EVENT,
	    "read-encoding line 1: an encoding that is not UTF-8" },
	{ "another version", "<?xml version='1.1'?>" EVENT,
	    FAULT "a declaration that is none" },
	{ "bytes of another encoding", PLATE("Z\xe4 1"),
	    "read-encoding line 1: bytes that are no UTF-8" },
	{ "a control character", PLATE("Z\x01"), FAULT "a control character" },
	{ "an end tag of another element", FRONT "<a></b>" BACK,
	    FAULT "an end tag of another element" },
	{ "another end of the wrapper", "<list>" EVENT "</lists>",
	    FAULT "an end tag of another element" },
	{ "no end of the wrapper", "<list>\n" EVENT,
	    "read-xml line 2: the wrapper does not end" },
	{ "text behind the wrapper", "<list>" EVENT "</list>" EVENT,
	    FAULT "text behind the wrapper" },
	{ "another element in the wrapper", "<list>" EVENT "\n<a/></list>",
	    "read-xml line 2: an element that is no read" },
	{ "text between", EVENT "\nZ1" EVENT,
	    "read-xml line 2: text outside of elements" },
	{ "half an event", EVENT "\n" FRONT "<a",
	    "read-xml line 2: it ends too early" },
	{ "an attribute without quotes", "<EventNotificationAlert a=1>" BACK,
	    FAULT "an attribute without quotes" },
	{ "nested too deep", FRONT DEEP BACK, FAULT "nested too deep" },
	{ "an event without a plate", FRONT HEAD BACK, "ok 1 0" },
	{ "such among reads",
	    XML EVENT XML FRONT HEAD BACK "\n" EVENT FRONT BACK,
	    "ok 4 2" KEY KEY },
	{ "such in a wrapper", "<list>" FRONT BACK EVENT "</list>",
	    "ok 4 1" KEY },
	{ "an event whose plate is missing", FRONT HEAD "<ANPR/>" BACK,
	    "read-fields line 1: no ANPR.licensePlate" },
	{ "a plate elsewhere is none",
	    FRONT HEAD
	    "<x><ANPR><licensePlate>Z</licensePlate></ANPR></x>" BACK,
	    "ok 1 0" },
	{ "an event without a plate, with a fault", EVENT FRONT "<a></b>" BACK,
	    FAULT "an end tag of another element" },
	{ "a naive time",
	    FRONT "<ipAddress>1</ipAddress><channelID>3</channelID><dateTime>"
		  "2026-03-01T12:00:00</dateTime><ANPR><licensePlate>Z"
		  "</licensePlate></ANPR>" BACK,
	    "time line 1: capture_time has no zone, and none was declared for "
	    "the file" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct formats_file f = { .format = "hikvision",
			.zone = "",
			.data = (const uint8_t *)rows[i].file,
			.len = strlen(rows[i].file) };

		formats_check(&f, rows[i].want, rows[i].name);
	}
}

/* A text of so many bytes, or so many elements. */
static void
test_limits(void)
{
	struct formats_file f = { .format = "hikvision", .zone = "" };
	struct bytes text = { 0 };
	struct why w = { 0 };
	char got[FORMATS_TOLD];

	bytes_printf(&text, &w, FRONT "<a>");
	for (int i = 0; i < 1100; i++)
		bytes_printf(&text, &w, "%01000d", 0);
	f.data = text.data;
	f.len = text.len;
	for (size_t step = 65536; step <= 1 << 30; step <<= 14) {
		formats_tell(&f, step, got);
		tap_text(got, FAULT "a record is too long",
		    "a record that is too long, %zu at a time", step);
	}
	text.len = 0;
	bytes_printf(&text, &w, FRONT);
	for (int i = 0; i < 1025; i++)
		bytes_printf(&text, &w, "<a/>");
	f.data = text.data;
	f.len = text.len;
	formats_tell(&f, 1 << 30, got);
	tap_text(got, FAULT "too many elements", "1,025 elements");
	bytes_clear(&text);
}

/* A plate that was seen while cutting is found again without a walk. */
static void
test_quick(void)
{
	static const char file[] = EVENT PLATE("&#90;1") PLATE(" Z1");
	struct formats_file f = { "hikvision", NULL, "", (const uint8_t *)file,
		sizeof file - 1, false };
	struct records out = { 0 };
	struct reads_text vrm;
	struct reads r;
	struct why w = { 0 };

	tap_ok(formats_cut(&f, 1 << 30, &r, &out, &w) == 0 && out.n == 3,
	    "three rows");
	tap_ok(reads_field(&r, READS_VRM, &out.items[0], &vrm) &&
		vrm.len == 8 && memcmp(vrm.text, "zz26 abc", 8) == 0,
	    "a plate as it stands is known");
	tap_ok(!reads_field(&r, READS_VRM, &out.items[1], &vrm),
	    "one with an entity must be asked for");
	tap_ok(!reads_field(&r, READS_VRM, &out.items[2], &vrm),
	    "so must one with blanks");
	records_clear(&out);
}

/* Which of two records is what. */
static void
test_asides(void)
{
	static const char file[] = EVENT FRONT HEAD BACK "<!-- ANPR -->\n";
	struct formats_file f = { "hikvision", NULL, "", (const uint8_t *)file,
		sizeof file - 1, false };
	struct records out = { 0 };
	struct reads_row row;
	struct reads r;
	struct why w = { 0 };

	tap_ok(formats_cut(&f, 1 << 30, &r, &out, &w) == 0 && out.n == 2 &&
		r.rows == 1 && r.asides == 1,
	    "a read and an event without a plate");
	for (size_t i = 0; i < 2; i++) {
		struct record *one = &out.items[i];

		tap_ok(reads_is_row(&r, one) == (i == 0) &&
			reads_is_aside(&r, one) == (i == 1),
		    "%s", i == 0 ? "is a read" : "is none");
		one->vrm_at = 0;
		tap_ok(reads_is_row(&r, one) == (i == 0),
		    "also where nobody saw its plate");
	}
	tap_ok(reads_fields_all(&r, out.items[1].bytes, out.items[1].len, &row,
		   &w) == 0 &&
		row.field[READS_CAMERA].text == NULL &&
		row.field[READS_FEED].text == NULL,
	    "what is no read has no fields");
	records_clear(&out);
}

#define PICTURE(FILE, TYPE)                                               \
	"<pictureInfo><fileName>" FILE "</fileName><type>" TYPE "</type>" \
	"<dataType>0</dataType></pictureInfo>"
#define PICTURES(LIST)                                           \
	FRONT HEAD "<ANPR><licensePlate>Z</licensePlate>"        \
		   "<pictureInfoList>" LIST "</pictureInfoList>" \
		   "</ANPR>" BACK

/* Names of images, by the types of pictures. */
static void
test_pictures(void)
{
	static const struct {
		const char *name;
		const char *event;
		const char *plate;
		const char *overview;
	} pictures[] = {
		{ "none", PICTURES(""), NULL, NULL },
		{ "both",
		    PICTURES(PICTURE("p.jpg", "licensePlatePicture")
			    PICTURE(" o&amp;.jpg\n", "detectionPicture")),
		    "p.jpg", "o&.jpg" },
		{ "type before name",
		    PICTURES("<pictureInfo><type>licensePlatePicture</type>"
			     "<x><fileName>no</fileName></x>"
			     "<fileName>p</fileName></pictureInfo>"),
		    "p", NULL },
		{ "a vehicle", PICTURES(PICTURE("v", "vehiclePicture")), NULL,
		    "v" },
		{ "a vehicle and what was detected",
		    PICTURES(PICTURE("v", "vehiclePicture")
			    PICTURE("d", "detectionPicture")),
		    NULL, "d" },
		{ "what was detected and a vehicle",
		    PICTURES(PICTURE("d", "detectionPicture")
			    PICTURE("v", "vehiclePicture")),
		    NULL, "d" },
		{ "two of a type",
		    PICTURES(PICTURE("a", "licensePlatePicture")
			    PICTURE("b", "licensePlatePicture")),
		    "a", NULL },
		{ "of another type", PICTURES(PICTURE("f", "featurePicture")),
		    NULL, NULL },
		{ "a type without a name",
		    PICTURES("<pictureInfo><type>licensePlatePicture</type>"
			     "</pictureInfo>" PICTURE("v", "vehiclePicture")),
		    NULL, "v" },
		{ "a name without a type",
		    PICTURES(PICTURE("v",
			"vehiclePicture") "<pictureInfo><fileName>x</fileName>"
					  "</pictureInfo><pictureInfo/>"),
		    NULL, "v" },
	};
	struct reads r;
	struct why w = { 0 };

	(void)reads_begin(&r, "hikvision", "", &w);
	tap_ok(reads_gives(&r, READS_PLATE_IMAGE) &&
		reads_gives(&r, READS_OVERVIEW_IMAGE),
	    "the format names images");
	for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
		struct reads_row row;
		char text[2][64] = { "", "" };

		(void)reads_fields(&r, (const uint8_t *)pictures[i].event,
		    strlen(pictures[i].event), &row, &w);
		for (size_t k = 0; k < 2; k++) {
			const struct reads_text *t =
			    &row.field[READS_PLATE_IMAGE + k];

			(void)snprintf(text[k], sizeof text[k], "%.*s",
			    (int)t->len, t->text == NULL ? "" : t->text);
			tap_text(t->text == NULL ? NULL : text[k],
			    k == 0 ? pictures[i].plate : pictures[i].overview,
			    "%s: %s", pictures[i].name,
			    k == 0 ? "plate" : "overview");
		}
	}
}

static void
test_recognised(void)
{
	static const struct {
		const char *name;
		const char *head;
		const char *want;
	} heads[] = {
		{ "a.xml", EVENT, "hikvision" },
		{ "a.XML", "\xef\xbb\xbf" XML "<list>" EVENT, "hikvision" },
		{ "a.xml", XML EVENT XML, "hikvision" },
		{ "a.xml", FRONT HEAD BACK, NULL },
		{ "a.xml", FRONT HEAD BACK XML FRONT BACK EVENT, "hikvision" },
		{ "a.xml", "<list>" FRONT BACK EVENT "</li", "hikvision" },
		{ "a.xml", FRONT "<ANPR/>" BACK EVENT, NULL },
		{ "a.xml", FRONT HEAD BACK "<a/>" EVENT, NULL },
		{ "a.xml", "<html></html>", NULL },
		{ "a.xml", "<list>", NULL },
		{ "a.xml", "", NULL },
		{ "a.json", EVENT, NULL },
	};

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		tap_text(reads_recognise(heads[i].name,
			     (const uint8_t *)heads[i].head,
			     strlen(heads[i].head)),
		    heads[i].want, "%s, %zu, is %s", heads[i].name, i,
		    heads[i].want == NULL ? "no read file" : heads[i].want);
}

static void
test_random(void)
{
	static const char *const pieces[] = { "<EventNotificationAlert/>",
		"<EventNotificationAlert>", "</EventNotificationAlert>",
		"<list>", "</list>", "\n", "<", "<!-- -->", "<!--", "-->",
		"&lt;", "&", "<?xml version='1.0'?>", "<a b='c'>", "</a>",
		"\xef\xbb\xbf", "\xc3\xa4", "\xc3", "]]>" };
	struct formats_file like = { .format = "hikvision",
		.zone = "",
		.loose = true };

	formats_check_random(&like, pieces, sizeof pieces / sizeof pieces[0],
	    "hikvision");
}

int
main(void)
{
	test_rows();
	test_limits();
	test_quick();
	test_asides();
	test_pictures();
	test_recognised();
	test_random();
	return tap_done();
}
