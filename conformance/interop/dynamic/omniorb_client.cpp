// SPDX-License-Identifier: BSL-1.0
// Calls a server of everything.idl by omniORB's DII, with anys that its DynAnys make and take apart.
// usage: client REFERENCES [-ORB options]
#include "conformance/interop/omniorb_checks.hpp"
#include "everything.hh"

using interop::Checks;
using interop::run;

namespace {

void check_calls(CORBA::Object_ptr types, Checks& checks) {
    run(checks, "dii/mixed_order", [&] {
        CORBA::Request_var request = types->_request("mixed_order");
        Everything::Point where, last;
        where.x = 3;
        where.y = 4;
        last.x = last.y = 0;
        request->add_in_arg() <<= CORBA::Long{7};
        request->add_out_arg() <<= CORBA::Long{0};
        request->add_inout_arg() <<= "text";
        request->add_in_arg() <<= "+suffix";
        request->add_out_arg() <<= last;
        request->add_in_arg() <<= where;
        request->add_inout_arg() <<= CORBA::Double{1.5};
        request->add_inout_arg() <<= CORBA::Any::from_boolean(true);
        request->set_return_type(CORBA::_tc_long);
        request->invoke();
        if (request->env()->exception()) return false;
        CORBA::Long result = 0, first = 0;
        const char* text = nullptr;
        const Everything::Point* point = nullptr;
        CORBA::Double total = 0;
        CORBA::Boolean flag = true;
        const auto argument = [&](CORBA::ULong i) { return request->arguments()->item(i)->value(); };
        return (request->return_value() >>= result) && result == 7 && (*argument(1) >>= first) && first == 3 &&
               (*argument(2) >>= text) && std::string{text} == "text+suffix" && (*argument(4) >>= point) &&
               point->x == 3 && point->y == 4 && (*argument(6) >>= total) && total == 8.5 &&
               (*argument(7) >>= CORBA::Any::to_boolean(flag)) && !flag;
    });
    run(checks, "dii/deferred", [&] {
        CORBA::Request_var request = types->_request("echo_long");
        request->add_in_arg() <<= CORBA::Long{1};
        request->add_inout_arg() <<= CORBA::Long{2};
        request->add_out_arg() <<= CORBA::Long{0};
        request->set_return_type(CORBA::_tc_long);
        request->send_deferred();
        request->get_response();
        CORBA::Long result = 0, b = 0, c = 0;
        return (request->return_value() >>= result) && result == 1 &&
               (*request->arguments()->item(1)->value() >>= b) && b == 1 &&
               (*request->arguments()->item(2)->value() >>= c) && c == 2;
    });
}

void check_exceptions(CORBA::Object_ptr server, Checks& checks) {
    const auto fail = [&](CORBA::Long how) {
        CORBA::Request_var request = server->_request("fail");
        request->add_in_arg() <<= how;
        request->add_in_arg() <<= "because";
        request->exceptions()->add(Everything::_tc_Plain);
        request->exceptions()->add(Everything::_tc_Detailed);
        request->set_return_type(CORBA::_tc_void);
        try {
            request->invoke();
        } catch (const CORBA::Exception&) {  // as omniORB is configured: thrown or kept
        }
        return request;
    };
    run(checks, "dii/user exception", [&] {
        auto request = fail(1);
        auto* unknown = CORBA::UnknownUserException::_downcast(request->env()->exception());
        const Everything::Detailed* detailed = nullptr;
        return unknown && (unknown->exception() >>= detailed) && std::string{detailed->why} == "because" &&
               detailed->code == 1;
    });
    run(checks, "dii/system exception", [&] {
        auto request = fail(3);
        auto* refused = CORBA::NO_PERMISSION::_downcast(request->env()->exception());
        return refused && refused->minor() == 77 && refused->completed() == CORBA::COMPLETED_YES;
    });
}

/// What comes back from echo_any in its three ways.
bool comes_back(CORBA::Object_ptr types, DynamicAny::DynAnyFactory_ptr factory, DynamicAny::DynAny_ptr made) {
    const CORBA::Any_var any = made->to_any();
    CORBA::Request_var request = types->_request("echo_any");
    request->add_in_arg() <<= any.in();
    request->add_inout_arg() <<= any.in();
    request->add_out_arg() <<= CORBA::Any{};
    request->set_return_type(CORBA::_tc_any);
    request->invoke();
    if (request->env()->exception()) return false;
    for (const auto* each : {&request->return_value(), request->arguments()->item(1)->value(),
                             request->arguments()->item(2)->value()}) {
        const CORBA::Any* echoed = nullptr;
        if (!(*each >>= echoed)) return false;
        DynamicAny::DynAny_var dyn = factory->create_dyn_any(*echoed);
        if (!dyn->equal(made)) return false;
    }
    return true;
}

void check_dyn_anys(CORBA::Object_ptr types, DynamicAny::DynAnyFactory_ptr factory, Checks& checks) {
    using namespace DynamicAny;
    const auto of_type = [&](CORBA::TypeCode_ptr type) {
        return DynAny_var{factory->create_dyn_any_from_type_code(type)};
    };
    run(checks, "dynany/struct", [&] {
        DynAny_var made = of_type(Everything::_tc_Segment);
        DynAny_var from = made->current_component();
        from->insert_long(5);
        made->seek(2);
        DynAny_var shade = made->current_component();
        DynEnum_var(DynEnum::_narrow(shade))->set_as_string("blue");
        made->seek(3);
        made->insert_string("label");
        return comes_back(types, factory, made);
    });
    run(checks, "dynany/union", [&] {
        DynAny_var made = of_type(Everything::_tc_ByLong);
        DynUnion_var choice = DynUnion::_narrow(made);
        DynAny_var discriminator = choice->get_discriminator();
        discriminator->insert_long(3);
        DynAny_var member = choice->member();
        member->insert_string("text");
        if (!comes_back(types, factory, made)) return false;
        choice->set_to_default_member();
        return comes_back(types, factory, made);
    });
    run(checks, "dynany/sequence", [&] {
        DynAny_var made = of_type(Everything::_tc_Points);
        DynSequence_var points = DynSequence::_narrow(made);
        points->set_length(3);
        points->seek(2);
        DynAny_var point = points->current_component();
        point->insert_long(-1);
        return comes_back(types, factory, made);
    });
    run(checks, "dynany/array", [&] {
        DynAny_var made = of_type(Everything::_tc_Vector3);
        made->seek(1);
        made->insert_double(2.5);
        return comes_back(types, factory, made);
    });
    run(checks, "dynany/recursive", [&] {
        DynAny_var made = of_type(Everything::_tc_Tree);
        made->insert_long(1);
        made->seek(1);
        DynAny_var component = made->current_component();
        DynSequence_var branches = DynSequence::_narrow(component);
        branches->set_length(2);
        DynAny_var branch = branches->current_component();
        branch->insert_long(2);
        return comes_back(types, factory, made);
    });
}

CORBA::Object_ptr attribute(CORBA::Object_ptr server, const char* name, CORBA::TypeCode_ptr type) {
    CORBA::Request_var request = server->_request(name);
    request->set_return_type(type);
    request->invoke();
    CORBA::Object_var object;
    request->return_value() >>= CORBA::Any::to_object(object.out());
    return object._retn();
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    const auto references = interop::read_references(argv[1]);
    CORBA::Object_var server = orb->string_to_object(references.at("Server").c_str());
    CORBA::Object_var types = attribute(server, "_get_echo", Everything::_tc_Types);
    CORBA::Object_var object = orb->resolve_initial_references("DynAnyFactory");
    DynamicAny::DynAnyFactory_var factory = DynamicAny::DynAnyFactory::_narrow(object);

    Checks checks;
    check_calls(types, checks);
    check_exceptions(server, checks);
    check_dyn_anys(types, factory, checks);
    CORBA::Request_var last = server->_request("shutdown");
    last->send_oneway();
    orb->destroy();
    return checks.finish();
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
