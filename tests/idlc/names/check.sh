#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# check.sh IDLC FILE.idl COMPILER... : all C++ of the file, in one unit that the compiler takes without a word.
idlc=$1 idl=$2; shift 2
name=$(basename "$idl" .idl)
# The options of a file stand in it: // options: --idl 4
options=$(sed -n 's|^// options: ||p' "$idl")
output=$(mktemp -d) || exit 1
trap 'rm -rf "$output"' EXIT
# shellcheck disable=SC2086
"$idlc" $options --tie --ami --skeleton-impl -o "$output" "$idl" || exit 1
for part in '' _skel _ami _servant; do echo "#include \"$output/$name$part.cpp\""; done > "$output/all.cpp"
"$@" -I"$output" "$output/all.cpp"
