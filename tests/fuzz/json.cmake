# SPDX-License-Identifier: BSL-1.0
# JSON and values known by their TypeCode only.
corbel_fuzz_target(json LINK corbel::json)
corbel_fuzz_target(dynamic LINK corbel::json)
