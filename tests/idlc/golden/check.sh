#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# check.sh IDLC [--update] file.idl...
# Compiles each IDL file and compares the C++ with the files that stand beside it; --update makes those the new ones.
# The goldens are there to be read: a change of the back end shows in review as a change of its output.
idlc=$1; shift
update=
[ "$1" = --update ] && { update=yes; shift; }
folder=$(dirname "$0")
[ $# -gt 0 ] || set -- "$folder"/*.idl
output=$(mktemp -d) || exit 1
trap 'rm -rf "$output"' EXIT
status=0
for idl; do
    name=$(basename "$idl" .idl)
    # The options of a file stand in it: // options: --idl 4
    options=$(sed -n 's|^// options: ||p' "$idl")
    # shellcheck disable=SC2086
    "$idlc" $options -I"$folder" -o "$output" "$idl" || { status=1; continue; }
    asynchronous=
    [ -e "$output/${name}_ami.hpp" ] && asynchronous="${name}_ami.hpp ${name}_ami.cpp"
    # shellcheck disable=SC2086
    for file in "$name.hpp" "$name.cpp" "${name}_skel.hpp" "${name}_skel.cpp" $asynchronous; do
        if [ -n "$update" ]; then
            cmp -s "$output/$file" "$folder/$file" || { cp "$output/$file" "$folder/$file" && echo "$file: updated"; }
        else
            diff -u "$folder/$file" "$output/$file" || status=1
        fi
    done
done
[ $status = 0 ] || [ -n "$update" ] || echo "If the change is meant: tests/idlc/golden/check.sh $idlc --update"
exit $status
