#ifndef TOOL_CMD_CMD_H
#define TOOL_CMD_CMD_H

/** The commands, each in the file of its name. */

#include "tool/command.h"

extern const struct command cmd_init;
extern const struct command cmd_agency_card;
extern const struct command cmd_agency_add;
extern const struct command cmd_agency_add_key;
extern const struct command cmd_agency_unpin;
extern const struct command cmd_agency_key;
extern const struct command cmd_agency_list;
extern const struct command cmd_agency_publish;
extern const struct command cmd_agency_diff;
extern const struct command cmd_agency_import;
extern const struct command cmd_key_status;
extern const struct command cmd_key_export;
extern const struct command cmd_key_import;
extern const struct command cmd_key_extend;
extern const struct command cmd_key_revoke;
extern const struct command cmd_key_new;
extern const struct command cmd_key_offline;
extern const struct command cmd_key_rotate;
extern const struct command cmd_key_use;
extern const struct command cmd_policy_new;
extern const struct command cmd_policy_sign;
extern const struct command cmd_policy_show;
extern const struct command cmd_policy_diff;
extern const struct command cmd_policy_import;
extern const struct command cmd_pack;
extern const struct command cmd_order_delete;
extern const struct command cmd_order_lift;
extern const struct command cmd_order_rectify;
extern const struct command cmd_order_restrict;
extern const struct command cmd_order_waive;
extern const struct command cmd_hold_add;
extern const struct command cmd_hold_list;
extern const struct command cmd_hold_review;
extern const struct command cmd_hold_release;
extern const struct command cmd_quality;
extern const struct command cmd_approve_show;
extern const struct command cmd_approve_take;
extern const struct command cmd_approve_sign;
extern const struct command cmd_approve_add;
extern const struct command cmd_certificate_make;
extern const struct command cmd_certificate_show;
extern const struct command cmd_certificate_verify;
extern const struct command cmd_certificate_take;
extern const struct command cmd_convert;
extern const struct command cmd_inspect;
extern const struct command cmd_cover;
extern const struct command cmd_verify;
extern const struct command cmd_receive;
extern const struct command cmd_enforce;
extern const struct command cmd_forward;
extern const struct command cmd_due;
extern const struct command cmd_extract;
extern const struct command cmd_receipt_make;
extern const struct command cmd_receipt_verify;
extern const struct command cmd_receipt_take;
extern const struct command cmd_handover_give;
extern const struct command cmd_handover_take;
extern const struct command cmd_handover_close;
extern const struct command cmd_handover_verify;
extern const struct command cmd_handover_show;
extern const struct command cmd_handover_list;
extern const struct command cmd_list;
extern const struct command cmd_report;
extern const struct command cmd_log_show;
extern const struct command cmd_log_verify;
extern const struct command cmd_log_checkpoint;
extern const struct command cmd_log_prove;
extern const struct command cmd_log_export;
extern const struct command cmd_log_reconcile;
extern const struct command cmd_log_cosign;
extern const struct command cmd_log_cosigned;
extern const struct command cmd_log_attach;
extern const struct command cmd_timestamp_pin;
extern const struct command cmd_timestamp_unpin;
extern const struct command cmd_timestamp_request;
extern const struct command cmd_timestamp_attach;
extern const struct command cmd_timestamp_list;
extern const struct command cmd_timestamp_export;
extern const struct command cmd_selftest;
extern const struct command cmd_help;

#endif
