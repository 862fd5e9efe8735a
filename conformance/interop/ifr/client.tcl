# SPDX-License-Identifier: BSL-1.0
# Tcl Combat knows nothing of shop.idl: the interface repository tells it. usage: client.tcl COUNTER -ORBInitRef ...
package require combat
set argv [eval corba::init $argv]
# Two slips of Combat 0.8.1, without which what it has from a repository is of no use to it: a procedure that it calls
# by an old name, and one whose result is a repository id where its caller wants a boolean.
proc ::Combat::CORBA::ORB::GetObjFromHandle {reference} { GetObjFromRef $reference }
rename ::Combat::SimpleTypeRepository::UpdateTypeInfoForId ::Combat::SimpleTypeRepository::DownloadForId
proc ::Combat::SimpleTypeRepository::UpdateTypeInfoForId {id} { expr {[DownloadForId $id] ne "0"} }
set counter [corba::string_to_object [lindex $argv 0]]
set failed 0
proc check {name script expected} {
    global failed
    if {[catch {uplevel #0 $script} found]} {
        puts "FAIL $name: $found"
        incr failed
    } elseif {$found ne $expected} {
        puts "FAIL $name: expected $expected, found $found"
        incr failed
    } else {
        puts "PASS $name"
    }
}
check "an inherited operation" {$counter add 5} 5
check "an attribute" {$counter count} 5
check "setting an attribute" {$counter label "tcl"; $counter label} tcl
check "structs, enums, sequences" {
    set shade red
    array set to [$counter move {x 1 y 2.5} shade way]
    list $to(x) $to(y) $shade [llength $way]
} {2 3.5 green 2}
check "a recursive struct" {
    array set tree [$counter grow {name seed children {}}]
    list $tree(name) [llength $tree(children)]
} {grown 2}
check "a user exception" {
    corba::try {
        $counter fail because
    } catch {IDL:Shop/Refused:1.0 exception} {
        array set members [lindex $exception 1]
        set why $members(why)
    }
    set why
} because
check "a oneway" {$counter reset; $counter count} 0
check "_get_interface" {[$counter _get_interface] _is_a IDL:omg.org/CORBA/InterfaceDef:1.0} 1
check "a TypeCode" {lindex [corba::type of IDL:Shop/Point:1.0] 0} struct
check "a constant" {lindex [corba::const ::Shop::limit] 1} 3
exit [expr {$failed > 0}]
