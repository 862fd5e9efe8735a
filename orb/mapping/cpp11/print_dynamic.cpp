// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/print_dynamic.hpp"

#include <ostream>
#include <unordered_set>

#include "orb/engine/dynamic/fixed_text.hpp"
#include "orb/mapping/cpp11/print.hpp"

namespace corbel {
namespace {

using types::TCKind;
using types::TypeCode;

class Printer {
public:
    explicit Printer(std::ostream& out) : out_{out} {}

    void value(const TypeCode& declared, const dynamic::Value& value) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_enum: return enumerator(type, value.as<std::uint64_t>());
            case TCKind::tk_struct:
            case TCKind::tk_except: return members(type, value.as<dynamic::Values>());
            case TCKind::tk_union: return selected(type, value.as<dynamic::Union>());
            case TCKind::tk_sequence:
            case TCKind::tk_array:
                if (value.is<Octets>()) return list(value.as<Octets>(), [&](auto each) { print(out_, each); });
                return list(value.as<dynamic::Values>(), [&](auto& each) { this->value(type.content(), each); });
            case TCKind::tk_any: return any(value.as<dynamic::Any>());
            case TCKind::tk_fixed:
                out_ << dynamic::fixed_to_text(value.as<dynamic::Fixed>(), type.fixed_scale());
                return;
            case TCKind::tk_TypeCode: out_ << value.as<types::TypeCodePtr>()->to_string(); return;
            default: std::visit([&](const auto& content) { scalar(content); }, value.content);
        }
    }

private:
    template <class T>
    void scalar(const T& content) {
        if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string> || std::is_same_v<T, std::wstring>) {
            print(out_, content);
        } else if constexpr (std::is_same_v<T, giop::Ior>) {
            out_ << (content.is_nil() ? "nil" : "object " + escaped(content.type_id, 200));
        } else if constexpr (std::is_same_v<T, dynamic::ValuetypePtr>) {
            valuetype(content);
        }
    }

    void enumerator(const TypeCode& type, std::uint64_t ordinal) {
        out_ << type.name() << "::" << type.member_name(static_cast<std::uint32_t>(ordinal));
    }

    void members(const TypeCode& type, const dynamic::Values& values) {
        out_ << type.name();
        std::uint32_t i = 0;
        list(values, [&](const dynamic::Value& each) {
            out_ << type.member_name(i) << ": ";
            value(type.member(i++), each);
        });
    }

    void selected(const TypeCode& type, const dynamic::Union& content) {
        out_ << type.name() << "{_d: ";
        value(type.discriminator(), dynamic::value_of_label(type.discriminator(), content.discriminator));
        if (const auto index = type.selected_member(content.discriminator); index >= 0) {
            const auto member = static_cast<std::uint32_t>(index);
            out_ << ", " << type.member_name(member) << ": ";
            value(type.member(member), content.member.front());
        }
        out_ << '}';
    }

    void any(const dynamic::Any& any) {
        out_ << "any(" << any.type->to_string();
        if (!any.content.empty()) {
            out_ << ", ";
            value(*any.type, any.content.front());
        }
        out_ << ')';
    }

    void valuetype(const dynamic::ValuetypePtr& made) {
        if (!made) return void(out_ << "nil");
        out_ << "value " << made->type->resolved().name();
        if (!printed_.insert(made.get()).second) return;
        if (made->opaque) return;
        const auto state = dynamic::state_of(*made->type);
        auto member = state.begin();
        list(made->state, [&](const dynamic::Value& each) {
            out_ << member->name << ": ";
            value(*member++->type, each);
        });
    }

    template <class List, class Print>
    void list(const List& elements, Print print_element) {
        const char* separator = "{";
        for (const auto& each : elements) {
            out_ << separator;
            print_element(each);
            separator = ", ";
        }
        out_ << (elements.empty() ? "{}" : "}");
    }

    std::ostream& out_;
    std::unordered_set<const dynamic::Valuetype*> printed_;
};

}  // namespace

void print_dynamic(std::ostream& out, const TypeCode& type, const dynamic::Value& value) {
    Printer{out}.value(type, value);
}

}  // namespace corbel
