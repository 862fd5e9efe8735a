// SPDX-License-Identifier: BSL-1.0
// A client of a device of Tango, with our stubs of tango.idl. usage: client DEVICE
#include <corbel/corba.hpp>

#include <algorithm>

#include "conformance/interop/checks.hpp"
#include "tango.hpp"

namespace {

template <class Action>
void run(interop::Checks& checks, const char* name, Action action) {
    try {
        checks(name, action());
    } catch (const CORBA::Exception& error) {
        checks(name, false, error.what());
    }
}

Tango::ClntIdent identity() {
    Tango::ClntIdent client;
    client.cpp_clnt(1);
    return client;
}

void check_reading(const IDL::traits<Tango::Device_5>::ref_type& device, interop::Checks& checks) {
    run(checks, "state", [&] { return device->state() == Tango::DevState::RUNNING; });
    run(checks, "status", [&] { return device->status().find("RUNNING") != std::string::npos; });
    run(checks, "attributes", [&] {
        const auto values = device->read_attributes_5({"double_scalar", "State"}, Tango::DevSource::DEV, identity());
        return values.size() == 2 && values[0].name() == "double_scalar" && values[0].err_list().empty() &&
               values[0].value()._d() == Tango::AttributeDataType::ATT_DOUBLE &&
               !values[0].value().double_att_value().empty();
    });
    run(checks, "configuration", [&] {
        const auto all = device->get_attribute_config_5({"All attributes_3"});
        return std::any_of(all.begin(), all.end(), [](const auto& each) { return each.name() == "double_scalar"; });
    });
}

void check_commands(const IDL::traits<Tango::Device_5>::ref_type& device, interop::Checks& checks) {
    run(checks, "a command with a double", [&] {
        CORBA::Any argument;
        argument <<= 2.5;
        double answer = 0;
        return (device->command_inout("DevDouble", argument) >>= answer) && answer == 2.5;
    });
    run(checks, "a command with a sequence", [&] {
        CORBA::Any argument;
        argument <<= Tango::DevVarLongArray{1, -2, 3};
        Tango::DevVarLongArray answer;
        return (device->command_inout("DevVarLongArray", argument) >>= answer) && answer.size() == 3 && answer[1] == -2;
    });
    run(checks, "DevFailed", [&] {
        try {
            device->command_inout("NoSuchCommand", CORBA::Any{});
        } catch (const Tango::DevFailed& failed) {
            const auto& error = failed.errors().at(0);
            return error.reason() == "API_CommandNotFound" && error.severity() == Tango::ErrSeverity::ERR &&
                   error.desc().find("NoSuchCommand") != std::string::npos;
        }
        return false;
    });
}

}  // namespace

int main(int argc, char* argv[]) try {
    const auto orb = CORBA::ORB_init(argc, argv);
    const auto device = IDL::traits<Tango::Device_5>::narrow(orb->string_to_object(argv[1]));
    interop::Checks checks;
    checks("narrow", device != nullptr);
    if (device) {
        check_reading(device, checks);
        check_commands(device, checks);
    }
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
