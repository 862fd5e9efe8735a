#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# options.sh IDLC COMPILER... : what the options of the back end add and leave out compiles, in one unit for each.
idlc=$1; shift
folder=$(cd "$(dirname "$0")" && pwd)
output=$(mktemp -d) || exit 1
trap 'rm -rf "$output"' EXIT
compile() {
    for each; do echo "#include \"$output/$each\""; done > "$output/all.cpp"
    $compiler -I"$output" "$output/all.cpp"
}
compiler=$*
"$idlc" --tie --skeleton-impl -I"$folder" -o "$output" "$folder/interfaces.idl" "$folder/values.idl" || exit 1
compile interfaces.cpp interfaces_skel.cpp interfaces_servant.cpp values.cpp values_skel.cpp values_servant.cpp || exit 1
cat >> "$output/all.cpp" <<'END'
struct Plain { void say(const std::string&) {} };
template class POA_Values::Plain_tie<Plain>;
auto tied() { return CORBA::make_reference<CORBA::servant_traits<Values::Plain>::tie_type<Plain>>(std::make_shared<Plain>()); }
END
$compiler -I"$output" "$output/all.cpp" || exit 1
"$idlc" --ami -I"$folder" -o "$output" "$folder/included.idl" "$folder/interfaces.idl" "$folder/modules.idl" \
    "$folder/names.idl" "$folder/values.idl" || exit 1
compile included.cpp included_skel.cpp included_ami.cpp interfaces.cpp interfaces_ami.cpp names.cpp names_ami.cpp \
    values.cpp values_ami.cpp || exit 1
"$idlc" --no-any -I"$folder" -o "$output" "$folder/unions.idl" "$folder/local_things.idl" "$folder/values.idl" || exit 1
compile unions.cpp unions_skel.cpp local_things.cpp local_things_skel.cpp values.cpp values_skel.cpp || exit 1
everything=$folder/../../../conformance/interop/everything.idl
"$idlc" -I"$(dirname "$everything")" -o "$output" "$everything" || exit 1
compile everything.cpp everything_skel.cpp || exit 1
"$idlc" --tie --skeleton-impl -I"$folder" -o "$output" "$folder/../../../idlc/include/Components.idl" "$folder/ccm.idl" || exit 1
compile Components.cpp Components_skel.cpp Components_servant.cpp ccm.cpp ccm_skel.cpp ccm_servant.cpp || exit 1
"$idlc" --ami -I"$folder" -o "$output" "$folder/../../../idlc/include/Components.idl" "$folder/ccm.idl" || exit 1
compile Components.cpp Components_ami.cpp ccm.cpp ccm_ami.cpp || exit 1
# Some of module IOP is in the library.
"$idlc" -o "$output" "$folder/../../../idlc/include/IOP.idl" || exit 1
compile IOP.cpp IOP_skel.cpp
echo "#include <corbel/corba.hpp>" >> "$output/all.cpp"
$compiler -I"$output" "$output/all.cpp"
