# SPDX-License-Identifier: BSL-1.0
corbel_fuzz_target(shm LINK corbel::transport)
