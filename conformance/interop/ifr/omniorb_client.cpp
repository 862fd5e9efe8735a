// SPDX-License-Identifier: BSL-1.0
// omniORB's stubs of the interface repository against ours. usage: client REPOSITORY COUNTER
#define ENABLE_CLIENT_IR_SUPPORT  // before omniORB: the stubs of the interface repository
#include <omniORB4/CORBA.h>

#include <iostream>
#include <map>
#include <string>

#include "conformance/interop/omniorb_checks.hpp"
#include "shop.hh"

namespace {

using interop::Checks;
using interop::is;
using interop::run;

template <class T>
typename T::_var_type named(CORBA::Repository_ptr ir, const char* id) {
    const CORBA::Contained_var found = ir->lookup_id(id);
    return T::_narrow(found);
}

// The TypeCodes that the repository makes and those omniidl has compiled.
void check_types(CORBA::Repository_ptr ir, Checks& checks) {
    const std::map<std::string, CORBA::TypeCode_ptr> compiled{
        {"Colour", Shop::_tc_Colour}, {"Point", Shop::_tc_Point}, {"Points", Shop::_tc_Points},
        {"Labels", Shop::_tc_Labels}, {"Grid", Shop::_tc_Grid}, {"Amount", Shop::_tc_Amount},
        {"Tree", Shop::_tc_Tree}, {"Order", Shop::_tc_Order}, {"Choice", Shop::_tc_Choice},
        {"Label", Shop::_tc_Label}, {"Counter", Shop::_tc_Counter}};
    for (const auto& each : compiled)
        run(checks, "TypeCode of " + each.first, [&] {
            const CORBA::IDLType_var type = named<CORBA::IDLType>(ir, ("IDL:Shop/" + each.first + ":1.0").c_str());
            const CORBA::TypeCode_var made = type->type();
            return static_cast<bool>(made->equal(each.second));
        });
    run(checks, "TypeCode of an exception", [&] {
        const CORBA::ExceptionDef_var exception = named<CORBA::ExceptionDef>(ir, "IDL:Shop/Refused:1.0");
        const CORBA::TypeCode_var made = exception->type();
        CORBA::StructMemberSeq_var members = exception->members();
        return made->equal(Shop::_tc_Refused) && members->length() == 2 && is(members[1u].name, "where");
    });
    run(checks, "canonical TypeCode", [&] {
        const CORBA::TypeCode_var made = ir->get_canonical_typecode(Shop::_tc_Tree);
        return static_cast<bool>(made->equal(Shop::_tc_Tree));
    });
}

void check_lookups(CORBA::Repository_ptr ir, Checks& checks) {
    run(checks, "lookup", [&] {
        const CORBA::Contained_var found = ir->lookup("::Shop::Order::Size");
        const CORBA::String_var id = found->id(), absolute = found->absolute_name();
        return is(id, "IDL:Shop/Order/Size:1.0") && is(absolute, "::Shop::Order::Size");
    });
    run(checks, "lookup from inside", [&] {
        const CORBA::InterfaceDef_var counter = named<CORBA::InterfaceDef>(ir, "IDL:Shop/Counter:1.0");
        const CORBA::Contained_var outer = counter->lookup("Point"), inherited = counter->lookup("add");
        const CORBA::Contained_var none = counter->lookup("Nothing");
        return outer->def_kind() == CORBA::dk_Struct && inherited->def_kind() == CORBA::dk_Operation &&
               CORBA::is_nil(none);
    });
    run(checks, "lookup_name", [&] {
        CORBA::ContainedSeq_var near = ir->lookup_name("Size", 2, CORBA::dk_all, true);
        CORBA::ContainedSeq_var far = ir->lookup_name("Size", -1, CORBA::dk_Enum, true);
        return near->length() == 0 && far->length() == 1;
    });
    run(checks, "lookup_id of nothing", [&] {
        const CORBA::Contained_var none = ir->lookup_id("IDL:Nobody/Knows:1.0");
        return CORBA::is_nil(none);
    });
    run(checks, "contents", [&] {
        const CORBA::ModuleDef_var shop = named<CORBA::ModuleDef>(ir, "IDL:Shop:1.0");
        CORBA::ContainedSeq_var all = shop->contents(CORBA::dk_all, true);
        CORBA::ContainedSeq_var constants = shop->contents(CORBA::dk_Constant, true);
        CORBA::ContainedSeq_var interfaces = shop->contents(CORBA::dk_Interface, true);
        return all->length() == 18 && constants->length() == 3 && interfaces->length() == 2;
    });
    run(checks, "inherited contents", [&] {
        const CORBA::InterfaceDef_var counter = named<CORBA::InterfaceDef>(ir, "IDL:Shop/Counter:1.0");
        CORBA::ContainedSeq_var own = counter->contents(CORBA::dk_Operation, true);
        CORBA::ContainedSeq_var all = counter->contents(CORBA::dk_Operation, false);
        return own->length() == 4 && all->length() == 5;
    });
}

void check_parts(CORBA::Repository_ptr ir, Checks& checks) {
    run(checks, "constants", [&] {
        const CORBA::ConstantDef_var limit = named<CORBA::ConstantDef>(ir, "IDL:Shop/limit:1.0");
        const CORBA::ConstantDef_var favourite = named<CORBA::ConstantDef>(ir, "IDL:Shop/favourite:1.0");
        const CORBA::Any_var number = limit->value(), colour = favourite->value();
        CORBA::Long value = 0;
        Shop::Colour shade = Shop::red;
        return (number.in() >>= value) && value == 3 && (colour.in() >>= shade) && shade == Shop::green;
    });
    run(checks, "describe", [&] {
        const CORBA::Contained_var point = ir->lookup("Shop::Point");
        const CORBA::Contained::Description_var description = point->describe();
        const CORBA::TypeDescription* type = nullptr;
        return description->kind == CORBA::dk_Struct && (description->value >>= type) && is(type->name, "Point") &&
               is(type->defined_in, "IDL:Shop:1.0") && type->type->equal(Shop::_tc_Point);
    });
    run(checks, "types without a name", [&] {
        const CORBA::AliasDef_var labels = named<CORBA::AliasDef>(ir, "IDL:Shop/Labels:1.0");
        const CORBA::IDLType_var original = labels->original_type_def();
        const CORBA::SequenceDef_var sequence = CORBA::SequenceDef::_narrow(original);
        const CORBA::IDLType_var element = sequence->element_type_def();
        const CORBA::StringDef_var text = CORBA::StringDef::_narrow(element);
        return sequence->bound() == 4 && text->bound() == 8 && text->def_kind() == CORBA::dk_String;
    });
    run(checks, "arrays", [&] {
        const CORBA::AliasDef_var grid = named<CORBA::AliasDef>(ir, "IDL:Shop/Grid:1.0");
        const CORBA::IDLType_var original = grid->original_type_def();
        const CORBA::ArrayDef_var outer = CORBA::ArrayDef::_narrow(original);
        const CORBA::IDLType_var element = outer->element_type_def();
        const CORBA::ArrayDef_var inner = CORBA::ArrayDef::_narrow(element);
        return outer->length() == 2 && inner->length() == 3;
    });
    run(checks, "union members", [&] {
        const CORBA::UnionDef_var choice = named<CORBA::UnionDef>(ir, "IDL:Shop/Choice:1.0");
        CORBA::UnionMemberSeq_var members = choice->members();
        Shop::Colour label = Shop::red;
        CORBA::Octet other = 1;
        return members->length() == 3 && (members[1u].label >>= label) && label == Shop::green &&
               (members[2u].label >>= CORBA::Any::to_octet(other)) && other == 0;
    });
    run(checks, "primitive types", [&] {
        const CORBA::PrimitiveDef_var number = ir->get_primitive(CORBA::pk_longlong);
        const CORBA::TypeCode_var type = number->type();
        return number->kind() == CORBA::pk_longlong && type->equal(CORBA::_tc_longlong);
    });
}

void check_interfaces(CORBA::Repository_ptr ir, Checks& checks) {
    run(checks, "describe_interface", [&] {
        const CORBA::InterfaceDef_var counter = named<CORBA::InterfaceDef>(ir, "IDL:Shop/Counter:1.0");
        CORBA::InterfaceDef::FullInterfaceDescription_var full = counter->describe_interface();
        if (full->operations.length() != 5 || full->attributes.length() != 2 || full->base_interfaces.length() != 1)
            return false;
        const auto& move = full->operations[0];
        const auto& fail = full->operations[1];
        return is(move.name, "move") && move.parameters.length() == 3 &&
               move.parameters[1].mode == CORBA::PARAM_INOUT &&
               move.parameters[2].type->equal(Shop::_tc_Points) && move.result->equal(Shop::_tc_Point) &&
               fail.exceptions.length() == 1 && is(fail.exceptions[0].id, "IDL:Shop/Refused:1.0") &&
               full->operations[3].mode == CORBA::OP_ONEWAY && is(full->base_interfaces[0], "IDL:Shop/Base:1.0");
    });
    run(checks, "is_a and base_interfaces", [&] {
        const CORBA::InterfaceDef_var counter = named<CORBA::InterfaceDef>(ir, "IDL:Shop/Counter:1.0");
        CORBA::InterfaceDefSeq_var bases = counter->base_interfaces();
        const CORBA::String_var base = bases[0u]->name();
        return counter->is_a("IDL:Shop/Base:1.0") && !counter->is_a("IDL:Shop/Point:1.0") && bases->length() == 1 &&
               is(base, "Base");
    });
    run(checks, "abstract interfaces", [&] {
        const CORBA::Contained_var described = ir->lookup("Shop::Described");
        return described->def_kind() == CORBA::dk_AbstractInterface;
    });
    // Not compared with _tc_Note: in the TypeCodes that omniidl 4.2 compiles, public members are private ones, and the
    // other way round.
    run(checks, "describe_value", [&] {
        const CORBA::ValueDef_var note = named<CORBA::ValueDef>(ir, "IDL:Shop/Note:1.0");
        CORBA::ValueDef::FullValueDescription_var full = note->describe_value();
        return full->members.length() == 2 && full->members[0].access == CORBA::PUBLIC_MEMBER &&
               full->initializers.length() == 1 && full->operations.length() == 1 &&
               is(full->initializers[0].members[0].name, "text") && is(full->type->id(), "IDL:Shop/Note:1.0") &&
               full->type->member_count() == 2 && full->type->member_visibility(0) == CORBA::PUBLIC_MEMBER &&
               full->type->member_visibility(1) == CORBA::PRIVATE_MEMBER;
    });
}

// Every definition says what it is, and so do its parts.
unsigned walk(CORBA::Container_ptr container) {
    unsigned count = 0;
    CORBA::Container::DescriptionSeq_var all = container->describe_contents(CORBA::dk_all, true, -1);
    for (CORBA::ULong i = 0; i < all->length(); ++i) {
        const CORBA::Contained_var each = CORBA::Contained::_duplicate(all[i].contained_object);
        if (each->def_kind() != all[i].kind) return 0;
        const CORBA::Container_var inner = CORBA::Container::_narrow(each);
        count += 1 + (CORBA::is_nil(inner) ? 0 : walk(inner));
    }
    return count;
}

void check_writing(CORBA::Repository_ptr ir, Checks& checks) {
    run(checks, "feeding", [&] {
        const CORBA::ModuleDef_var made = ir->create_module("IDL:Made:1.0", "Made", "1.0");
        CORBA::StructMemberSeq members;
        const CORBA::StructDef_var list = made->create_struct("IDL:Made/List:1.0", "List", "1.0", members);
        members.length(2);
        members[0].name = CORBA::string_dup("head");
        members[0].type = CORBA::TypeCode::_duplicate(CORBA::_tc_void);
        members[0].type_def = ir->get_primitive(CORBA::pk_long);
        members[1].name = CORBA::string_dup("tail");
        members[1].type = CORBA::TypeCode::_duplicate(CORBA::_tc_void);
        members[1].type_def = ir->create_sequence(1, list);
        list->members(members);
        const CORBA::TypeCode_var type = list->type();
        const CORBA::TypeCode_var tail = type->member_type(1);
        const CORBA::TypeCode_var element = tail->content_type();
        return type->member_count() == 2 && tail->length() == 1 && element->equal(type);
    });
    run(checks, "an interface with an operation", [&] {
        const CORBA::ModuleDef_var made = named<CORBA::ModuleDef>(ir, "IDL:Made:1.0");
        const CORBA::StructDef_var list = named<CORBA::StructDef>(ir, "IDL:Made/List:1.0");
        const CORBA::InterfaceDef_var face =
            made->create_interface("IDL:Made/Face:1.0", "Face", "1.0", CORBA::InterfaceDefSeq{});
        CORBA::ParDescriptionSeq params;
        params.length(1);
        params[0].name = CORBA::string_dup("list");
        params[0].type = CORBA::TypeCode::_duplicate(CORBA::_tc_void);
        params[0].type_def = CORBA::IDLType::_duplicate(list);
        params[0].mode = CORBA::PARAM_IN;
        const CORBA::IDLType_var nothing = ir->get_primitive(CORBA::pk_void);
        const CORBA::OperationDef_var put = face->create_operation("IDL:Made/Face/put:1.0", "put", "1.0", nothing,
                                                                   CORBA::OP_NORMAL, params, CORBA::ExceptionDefSeq{},
                                                                   CORBA::ContextIdSeq{});
        CORBA::InterfaceDef::FullInterfaceDescription_var full = face->describe_interface();
        const CORBA::TypeCode_var type = list->type();
        return full->operations.length() == 1 && full->operations[0].parameters[0].type->equal(type);
    });
    run(checks, "another id, name and place", [&] {
        const CORBA::StructDef_var list = named<CORBA::StructDef>(ir, "IDL:Made/List:1.0");
        const CORBA::InterfaceDef_var face = named<CORBA::InterfaceDef>(ir, "IDL:Made/Face:1.0");
        list->id("IDL:Made/Chain:2.0");
        list->name("Chain");
        list->version("2.0");
        const CORBA::TypeCode_var type = list->type();
        const CORBA::TypeCode_var tail = type->member_type(1), element = tail->content_type();
        CORBA::InterfaceDef::FullInterfaceDescription_var full = face->describe_interface();
        list->move(face, "Link", "3.0");
        const CORBA::String_var id = list->id(), absolute = list->absolute_name(), version = list->version();
        const CORBA::Contained_var old = ir->lookup_id("IDL:Made/List:1.0"), at_old_place = ir->lookup("Made::Chain");
        const CORBA::Contained_var found = ir->lookup("Made::Face::Link");
        const CORBA::Container_var home = list->defined_in();
        return is(type->id(), "IDL:Made/Chain:2.0") && is(type->name(), "Chain") && element->equal(type) &&
               full->operations[0].parameters[0].type->equal(type) && is(id, "IDL:Made/Chain:2.0") &&
               is(absolute, "::Made::Face::Link") && is(version, "3.0") && CORBA::is_nil(old) &&
               CORBA::is_nil(at_old_place) && found->_is_equivalent(CORBA::Contained_var{CORBA::Contained::_narrow(
                   CORBA::Object_var{ir->lookup_id("IDL:Made/Chain:2.0")})}) && home->_is_equivalent(face);
    });
    run(checks, "an id, a name and a place that cannot be", [&] {
        const CORBA::ModuleDef_var made = named<CORBA::ModuleDef>(ir, "IDL:Made:1.0");
        const CORBA::InterfaceDef_var face = named<CORBA::InterfaceDef>(ir, "IDL:Made/Face:1.0");
        const auto minor = [](auto action) -> CORBA::ULong {
            try {
                action();
            } catch (const CORBA::BAD_PARAM& error) {
                return error.minor() - 0x4f4d0000;
            }
            return 0;
        };
        return minor([&] { face->id("IDL:Shop/Point:1.0"); }) == 2 &&
               minor([&] { face->move(ir, "SHOP", "1.0"); }) == 3 && minor([&] { face->name("Face"); }) == 0 &&
               minor([&] { made->move(face, "Inner", "1.0"); }) == 4;
    });
    run(checks, "an id that is taken", [&] {
        try {
            const CORBA::ModuleDef_var again = ir->create_module("IDL:Made:1.0", "Other", "1.0");
        } catch (const CORBA::BAD_PARAM& error) {
            return error.minor() == 0x4f4d0002;
        }
        return false;
    });
    run(checks, "destroying what is in use", [&] {
        const CORBA::StructDef_var list = named<CORBA::StructDef>(ir, "IDL:Made/Chain:2.0");
        try {
            list->destroy();
        } catch (const CORBA::BAD_INV_ORDER&) {
            return true;
        }
        return false;
    });
    run(checks, "destroying", [&] {
        const CORBA::ModuleDef_var made = named<CORBA::ModuleDef>(ir, "IDL:Made:1.0");
        const CORBA::StructDef_var list = named<CORBA::StructDef>(ir, "IDL:Made/Chain:2.0");
        made->destroy();
        return list->_non_existent();
    });
}

void check_object(CORBA::Object_ptr counter, Checks& checks) {
    run(checks, "_get_interface of an object", [&] {
        const CORBA::InterfaceDef_var interface = counter->_get_interface();
        const CORBA::String_var id = interface->id();
        return is(id, "IDL:Shop/Counter:1.0");
    });
}

}  // namespace

int main(int argc, char* argv[]) {
    auto orb = CORBA::ORB_init(argc, argv);
    Checks checks;
    const CORBA::Object_var object = orb->string_to_object(argv[1]);
    const CORBA::Repository_var ir = CORBA::Repository::_narrow(object);
    if (CORBA::is_nil(ir)) return 1;
    check_types(ir, checks);
    check_lookups(ir, checks);
    check_parts(ir, checks);
    check_interfaces(ir, checks);
    run(checks, "walk", [&] { return walk(ir) == 31; });
    check_writing(ir, checks);
    const CORBA::Object_var counter = orb->string_to_object(argv[2]);
    check_object(counter, checks);
    return checks.finish();
}
