// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

/// Minor codes. The upper 20 bits are the vendor's (CORBA 2.6, 4.12.4): the OMG's own codes say what the specification
/// says of them, Corbel's say what their name says; the text of the exception says it in words.
namespace corbel::minor {

inline constexpr std::uint32_t omg = 0x4f4d0000;
inline constexpr std::uint32_t corbel = 0x43420000;

// OMG codes, by exception.
inline constexpr std::uint32_t unlisted_user_exception = omg | 1;   // UNKNOWN
inline constexpr std::uint32_t no_initial_reference = omg | 10;     // BAD_PARAM: string_to_object failed to resolve
inline constexpr std::uint32_t bad_schema_name = omg | 7;           // BAD_PARAM: string_to_object
inline constexpr std::uint32_t bad_address = omg | 8;               // BAD_PARAM: string_to_object
inline constexpr std::uint32_t bad_schema_specific_part = omg | 9;  // BAD_PARAM: string_to_object
inline constexpr std::uint32_t unregistered_value = omg | 1;        // MARSHAL
inline constexpr std::uint32_t value_factory_failure = omg | 1;     // BAD_PARAM
inline constexpr std::uint32_t orb_has_shut_down = omg | 4;         // BAD_INV_ORDER
inline constexpr std::uint32_t orb_shutdown_from_upcall = omg | 3;  // BAD_INV_ORDER: would deadlock
inline constexpr std::uint32_t char_not_in_codeset = omg | 1;       // DATA_CONVERSION
inline constexpr std::uint32_t no_usable_profile = omg | 2;         // TRANSIENT
inline constexpr std::uint32_t request_discarded = omg | 1;         // TRANSIENT: the POAManager discards
inline constexpr std::uint32_t inactive_manager = omg | 1;          // OBJ_ADAPTER
inline constexpr std::uint32_t no_such_adapter = omg | 2;           // OBJECT_NOT_EXIST: the POA cannot be found
inline constexpr std::uint32_t no_default_servant = omg | 3;        // OBJ_ADAPTER
inline constexpr std::uint32_t local_object = omg | 4;              // MARSHAL: a local object cannot be sent
inline constexpr std::uint32_t local_object_operation = omg | 8;    // NO_IMPLEMENT: not for local objects
inline constexpr std::uint32_t wchar_in_giop_1_0 = omg | 5;         // MARSHAL: wide data without GIOP 1.2
inline constexpr std::uint32_t servant_manager_is_set = omg | 6;    // BAD_INV_ORDER: set_servant_manager twice
inline constexpr std::uint32_t invalid_object_id = omg | 14;        // BAD_PARAM: not one that the POA assigned
inline constexpr std::uint32_t unknown_adapter_failed = omg | 1;    // OBJ_ADAPTER: an adapter activator threw
inline constexpr std::uint32_t no_servant_manager = omg | 4;        // OBJ_ADAPTER
inline constexpr std::uint32_t wrong_incarnation = omg | 5;         // OBJ_ADAPTER: incarnate broke a policy of the POA
inline constexpr std::uint32_t no_interface_repository = omg | 1;   // INTF_REPOS
inline constexpr std::uint32_t null_servant = omg | 7;              // OBJ_ADAPTER: a servant manager returned none
inline constexpr std::uint32_t incomplete_parameter = omg | 13;     // BAD_PARAM: an incomplete TypeCode
inline constexpr std::uint32_t bad_type_name = omg | 15;            // BAD_PARAM: of a TypeCode
inline constexpr std::uint32_t bad_repository_id = omg | 16;        // BAD_PARAM: of a TypeCode
inline constexpr std::uint32_t bad_member_name = omg | 17;          // BAD_PARAM: of a TypeCode
inline constexpr std::uint32_t duplicate_label = omg | 18;          // BAD_PARAM: create_union_tc
inline constexpr std::uint32_t incompatible_label = omg | 19;       // BAD_PARAM: create_union_tc
inline constexpr std::uint32_t bad_discriminator = omg | 20;        // BAD_PARAM: create_union_tc
inline constexpr std::uint32_t no_exception_in_any = omg | 21;      // BAD_PARAM: ServerRequest::set_exception
inline constexpr std::uint32_t incomplete_typecode = omg | 1;       // BAD_TYPECODE
inline constexpr std::uint32_t illegitimate_member = omg | 2;       // BAD_TYPECODE: a type of a member, an element, ...
inline constexpr std::uint32_t undescribed_parameters = omg | 3;    // MARSHAL: the NVList of ServerRequest::arguments
inline constexpr std::uint32_t dii_on_local_object = omg | 4;       // NO_IMPLEMENT
inline constexpr std::uint32_t arguments_out_of_order = omg | 7;    // BAD_INV_ORDER: ServerRequest::arguments
inline constexpr std::uint32_t ctx_out_of_order = omg | 8;          // BAD_INV_ORDER: ServerRequest::ctx
inline constexpr std::uint32_t result_out_of_order = omg | 9;       // BAD_INV_ORDER: ServerRequest::set_result
inline constexpr std::uint32_t request_sent_already = omg | 10;     // BAD_INV_ORDER: DII
inline constexpr std::uint32_t request_not_sent = omg | 11;         // BAD_INV_ORDER: DII
inline constexpr std::uint32_t result_taken_already = omg | 12;     // BAD_INV_ORDER: DII
inline constexpr std::uint32_t request_is_synchronous = omg | 13;   // BAD_INV_ORDER: DII

// Corbel's codes.
inline constexpr std::uint32_t message_too_short = corbel | 1;
inline constexpr std::uint32_t length_too_large = corbel | 2;
inline constexpr std::uint32_t string_without_nul = corbel | 3;
inline constexpr std::uint32_t string_with_nul = corbel | 4;
inline constexpr std::uint32_t invalid_utf8 = corbel | 5;
inline constexpr std::uint32_t invalid_utf16 = corbel | 6;
inline constexpr std::uint32_t bound_exceeded = corbel | 7;
inline constexpr std::uint32_t enum_out_of_range = corbel | 8;
inline constexpr std::uint32_t boolean_out_of_range = corbel | 9;
inline constexpr std::uint32_t trailing_bytes = corbel | 10;
inline constexpr std::uint32_t too_many_elements = corbel | 11;
inline constexpr std::uint32_t nesting_too_deep = corbel | 12;
inline constexpr std::uint32_t bad_byte_order = corbel | 13;
inline constexpr std::uint32_t bad_message = corbel | 14;
inline constexpr std::uint32_t message_over_limit = corbel | 15;
inline constexpr std::uint32_t too_many_fragments = corbel | 16;
inline constexpr std::uint32_t too_many_contexts = corbel | 17;
inline constexpr std::uint32_t bad_ior = corbel | 18;
inline constexpr std::uint32_t bad_typecode = corbel | 19;
inline constexpr std::uint32_t bad_union = corbel | 20;
inline constexpr std::uint32_t nil_reference = corbel | 21;
inline constexpr std::uint32_t cannot_resolve = corbel | 22;
inline constexpr std::uint32_t cannot_connect = corbel | 23;
inline constexpr std::uint32_t connection_closed = corbel | 24;
inline constexpr std::uint32_t connection_lost = corbel | 25;
inline constexpr std::uint32_t deadline_passed = corbel | 26;
inline constexpr std::uint32_t too_many_forwards = corbel | 27;
inline constexpr std::uint32_t unknown_operation = corbel | 28;
inline constexpr std::uint32_t unknown_object = corbel | 29;
inline constexpr std::uint32_t servant_threw = corbel | 30;
inline constexpr std::uint32_t cannot_listen = corbel | 31;
inline constexpr std::uint32_t bad_option = corbel | 32;
inline constexpr std::uint32_t not_supported = corbel | 33;
inline constexpr std::uint32_t too_many_connections = corbel | 34;
inline constexpr std::uint32_t queue_full = corbel | 35;
inline constexpr std::uint32_t would_wait_for_itself = corbel | 36;
inline constexpr std::uint32_t bad_fixed = corbel | 37;
inline constexpr std::uint32_t bad_value = corbel | 38;
inline constexpr std::uint32_t no_thread_free = corbel | 39;

}  // namespace corbel::minor
