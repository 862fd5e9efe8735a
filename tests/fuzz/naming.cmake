# SPDX-License-Identifier: BSL-1.0
# What the naming daemon reads besides GIOP.
corbel_seeded_fuzz_target(etcd_answer etcd corbel::naming_etcd)
corbel_seeded_fuzz_target(http_request http corbel::naming_page)
corbel_seeded_fuzz_target(discovery discovery corbel::naming_net)

# The text of names.
corbel_fuzz_target(name LINK corbel::naming_store corbel::base)
