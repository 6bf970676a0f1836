#include "formats/reads/map.h"

/* Source: reads.txt, 5. */
const struct reads_map map_compact = {
	.name = "compact",
	.form = READS_MAP_CSV,
	.separator = '|',
	.headless = true,
	.columns = 15,
	.columns_min = 7,
	.zone = "",
	.source = {
		[READS_VRM] = { .number = 3 },
		[READS_FEED] = { .number = 4 },
		[READS_SOURCE] = { .number = 5 },
		[READS_CAMERA] = { .number = 6 },
		[READS_TIME] = { .number = 7 },
		[READS_LATITUDE] = { .number = 8 },
		[READS_LONGITUDE] = { .number = 9 },
		[READS_CONFIDENCE] = { .number = 14 },
		[READS_MOTION] = { .number = 15 },
	},
};

/* Source: reads.txt, 6. */
const struct reads_map map_canonical = {
	.name = "canonical",
	.form = READS_MAP_JSON,
	.zone = "",
	.source = {
		[READS_RECORD_ID] = { .name = "record_id" },
		[READS_VRM] = { .name = "vrm" },
		[READS_FEED] = { .name = "feed_id" },
		[READS_SOURCE] = { .name = "source_id" },
		[READS_CAMERA] = { .name = "camera_id" },
		[READS_CAMERA_NAME] = { .name = "camera_name" },
		[READS_TIME] = { .name = "capture_time" },
		[READS_LATITUDE] = { .name = "latitude" },
		[READS_LONGITUDE] = { .name = "longitude" },
		[READS_CONFIDENCE] = { .name = "confidence" },
		[READS_MOTION] = { .name = "motion_toward_camera" },
		[READS_LANE] = { .name = "lane" },
		[READS_DIRECTION] = { .name = "direction" },
		[READS_COUNTRY] = { .name = "country" },
		[READS_MAKE] = { .name = "make" },
		[READS_MODEL] = { .name = "model" },
		[READS_COLOUR] = { .name = "colour" },
		[READS_PLATE_IMAGE] = { .name = "plate_image" },
		[READS_OVERVIEW_IMAGE] = { .name = "overview_image" },
	},
};

/* Source: reads.txt, 7.1. */
const struct reads_map map_openalpr = {
	.name = "openalpr",
	.form = READS_MAP_JSON,
	.clock = READS_MAP_EPOCH_MS,
	.zone = "",
	.source = {
		[READS_RECORD_ID] = { .name = "best_uuid" },
		[READS_VRM] = { .name = "best_plate_number" },
		[READS_FEED] = { .value = "openalpr" },
		[READS_SOURCE] = { .value = "0" },
		[READS_CAMERA] = { .name = "camera_id" },
		[READS_TIME] = { .name = "epoch_start" },
		[READS_LATITUDE] = { .name = "gps_latitude" },
		[READS_LONGITUDE] = { .name = "gps_longitude" },
		[READS_CONFIDENCE] = { .name = "best_confidence" },
		[READS_DIRECTION] = { .name = "travel_direction" },
		[READS_COUNTRY] = { .name = "country" },
		[READS_MAKE] = { .name = "vehicle.make.0.name" },
		[READS_MODEL] = { .name = "vehicle.make_model.0.name" },
		[READS_COLOUR] = { .name = "vehicle.color.0.name" },
	},
};

/* Source: reads.txt, 7.2. */
const struct reads_map map_anprflow = {
	.name = "anprflow",
	.form = READS_MAP_JSON,
	.zone = "",
	.scale = 1,
	.source = {
		[READS_RECORD_ID] = { .name = "id" },
		[READS_VRM] = { .name =
				    "observedVehicle.licensePlate.identifier" },
		[READS_FEED] = { .value = "anprflow" },
		[READS_SOURCE] = { .value = "0" },
		[READS_CAMERA] = { .name = "observedBy" },
		[READS_TIME] = { .name = "dateObserved" },
		[READS_LATITUDE] = { .name = "location.coordinates.1" },
		[READS_LONGITUDE] = { .name = "location.coordinates.0" },
		[READS_CONFIDENCE] = { .name = "observedVehicle.licensePlate."
					       "confidence" },
		[READS_LANE] = { .name = "laneId" },
		[READS_DIRECTION] = { .name = "observedVehicle.direction" },
		[READS_COUNTRY] = { .name = "observedVehicle.country.code" },
		[READS_MAKE] = { .name = "observedVehicle.brand.name" },
		[READS_MODEL] = { .name = "observedVehicle.model.name" },
		[READS_COLOUR] = { .name = "observedVehicle.color.name" },
	},
};

/* Source: reads.txt, 10.1. */
const struct reads_map map_hikvision = {
	.name = "hikvision",
	.form = READS_MAP_XML,
	.row = "EventNotificationAlert",
	.zone = "",
	.source = {
		[READS_RECORD_ID] = { .name = "UUID" },
		[READS_VRM] = { .name = "ANPR.licensePlate" },
		[READS_FEED] = { .value = "hikvision" },
		[READS_SOURCE] = { .name = "ipAddress" },
		[READS_CAMERA] = { .name = "channelID" },
		[READS_TIME] = { .name = "dateTime" },
		[READS_CAMERA_NAME] = { .name = "channelName" },
		[READS_CONFIDENCE] = { .name = "ANPR.confidenceLevel" },
		[READS_LANE] = { .name = "ANPR.line" },
		[READS_DIRECTION] = { .name = "ANPR.direction" },
		[READS_COUNTRY] = { .name = "ANPR.country" },
		[READS_COLOUR] = { .name = "ANPR.vehicleInfo.color" },
		[READS_PICTURES] = { .name =
					 "ANPR.pictureInfoList.pictureInfo" },
	},
};
