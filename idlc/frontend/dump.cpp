// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/dump.hpp"

#include <iomanip>
#include <limits>
#include <ostream>
#include <sstream>

#include "idlc/frontend/constant.hpp"

namespace corbel::idl {

namespace {

template <class Text>
std::string literal_of(const Text& text, char quote) {
    std::ostringstream out;
    if constexpr (sizeof(typename Text::value_type) > 1) out << 'L';
    out << quote;
    for (const auto c : text) {
        const auto code = static_cast<std::uint32_t>(
            static_cast<std::make_unsigned_t<std::conditional_t<sizeof(c) == 1, char, std::int32_t>>>(c));
        if (code >= 0x20 && code < 0x7f) {
            if (code == '\\' || code == static_cast<unsigned char>(quote)) out << '\\';
            out << static_cast<char>(code);
        } else if (code < 0x100) {
            out << '\\' << std::oct << std::setw(3) << std::setfill('0') << code;
        } else {
            out << "\\u" << std::hex << std::setw(4) << std::setfill('0') << code;
        }
    }
    out << quote;
    return out.str();
}

std::string with_point(const FixedValue& value) {
    auto text = value.digits;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (value.scale == 0) return text;
    if (text.size() - sign <= value.scale) text.insert(sign, value.scale + 1 - (text.size() - sign), '0');
    return text.insert(text.size() - value.scale, 1, '.');
}

class Dump {
public:
    explicit Dump(std::ostream& out) : out_{out} {}

    void all(const Declarations& declarations) {
        for (auto* each : declarations) visit(*each, *this);
    }

    void operator()(const Module& node) {
        head("module", node);
        inside(node.contents);
    }
    void operator()(const Interface& node) {
        head(node.is_local ? "local interface" : node.is_abstract ? "abstract interface" : "interface", node);
        for (auto* each : node.bases) line() << "  : " << each->scoped_name() << '\n';
        inside(node.contents);
    }
    void operator()(const Forward& node) { head("forward", node); }
    void operator()(const Constant& node) { head("const " + to_text(node.type), node, " = " + to_text(node.value)); }
    void operator()(const Typedef& node) { head("typedef " + to_text(node.type), node); }
    void operator()(const Structure& node) {
        head("struct", node);
        if (node.base) line() << "  : " << node.base->scoped_name() << '\n';
        inside(node.nested);
        members(node.members);
    }
    void operator()(const Exception& node) {
        head("exception", node);
        inside(node.nested);
        members(node.members);
    }
    void operator()(const Union& node) {
        head("union", node, " switch " + to_text(node.discriminator));
        inside(node.nested);
        for (const auto& each : node.cases) {
            line() << " ";
            for (const auto& label : each.labels) out_ << " case " << to_text(label) << ':';
            if (each.is_default) out_ << " default:";
            out_ << ' ' << to_text(each.member.type) << ' ' << each.member.name << initial(each.member.initial) << '\n';
        }
        if (node.unlabelled) line() << "  unlabelled " << to_text(*node.unlabelled) << '\n';
    }
    void operator()(const Enum& node) {
        head("enum", node);
        line() << " ";
        for (auto* each : node.enumerators) {
            out_ << ' ' << each->name;
            if (each->number != each->value) out_ << '=' << each->number;
            if (each == node.initial && each != node.enumerators.front()) out_ << "(default)";
        }
        out_ << '\n';
    }
    void operator()(const Bitmask& node) {
        head("bitmask", node, ' ' + std::to_string(node.width));
        for (const auto& each : node.flags) line() << "  " << each.position << ' ' << each.name << '\n';
    }
    void operator()(const Bitset& node) {
        head("bitset", node, ' ' + std::to_string(node.width()));
        if (node.base) line() << "  : " << node.base->scoped_name() << '\n';
        for (const auto& each : node.fields)
            line() << "  " << each.first << ".." << each.first + each.width - 1 << ' ' << to_text(each.type) << ' '
                   << each.name << initial(each.initial) << '\n';
    }
    void operator()(const Enumerator&) {}
    void operator()(const Operation& node) {
        line() << (node.is_oneway ? "oneway " : "") << to_text(node.result) << ' ' << node.name << '(';
        parameters(node.parameters);
        out_ << ')';
        raises(" raises", node.raises);
        const char* between = " context (";
        for (const auto& each : node.context) {
            out_ << between << literal_of(each, '"');
            between = ", ";
        }
        if (!node.context.empty()) out_ << ')';
        id(node);
    }
    void operator()(const Attribute& node) {
        line() << (node.is_readonly ? "readonly " : "") << "attribute " << to_text(node.type) << ' ' << node.name;
        raises(" getraises", node.get_raises);
        raises(" setraises", node.set_raises);
        id(node);
    }
    void operator()(const ValueType& node) {
        head(node.is_custom ? "custom valuetype" : node.is_abstract ? "abstract valuetype" : "valuetype", node);
        const char* word = node.is_truncatable ? "  : truncatable " : "  : ";
        for (auto* each : node.bases) {
            line() << word << each->scoped_name() << '\n';
            word = "  : ";
        }
        for (auto* each : node.supports) line() << "  supports " << each->scoped_name() << '\n';
        inside(node.contents);
    }
    void operator()(const ValueBox& node) { head("valuetype " + to_text(node.type), node); }
    void operator()(const Native& node) { head("native", node); }
    void operator()(const StateMember& node) {
        line() << (node.is_public ? "public " : "private ") << to_text(node.type) << ' ' << node.name;
        id(node);
    }
    void operator()(const Factory& node) {
        line() << "factory " << node.name << '(';
        parameters(node.parameters);
        out_ << ')';
        raises(" raises", node.raises);
        out_ << '\n';
    }

private:
    std::ostream& line() { return out_ << std::string(indent_, ' '); }
    void head(const std::string& what, const Declaration& node, const std::string& more = {}) {
        line() << what << ' ' << node.name << more << "  [" << node.repository_id << ']'
               << (node.in_main_file ? "" : " included") << '\n';
    }
    void id(const Declaration& node) { out_ << "  [" << node.repository_id << "]\n"; }
    void inside(const Declarations& contents) {
        indent_ += 2;
        all(contents);
        indent_ -= 2;
    }
    void members(const std::vector<Member>& members) {
        for (const auto& each : members)
            line() << "  " << to_text(each.type) << ' ' << each.name << initial(each.initial) << '\n';
    }
    static std::string initial(const std::optional<Value>& value) { return value ? " = " + to_text(*value) : ""; }
    void parameters(const std::vector<Parameter>& parameters) {
        constexpr const char* words[] = {"in ", "out ", "inout "};
        const char* between = "";
        for (const auto& each : parameters) {
            out_ << between << words[static_cast<int>(each.direction)] << to_text(each.type) << ' ' << each.name;
            between = ", ";
        }
    }
    void raises(const char* word, const std::vector<const Exception*>& exceptions) {
        if (exceptions.empty()) return;
        const char* between = "";
        out_ << word << " (";
        for (auto* each : exceptions) {
            out_ << between << each->scoped_name();
            between = ", ";
        }
        out_ << ')';
    }

    std::ostream& out_;
    std::size_t indent_ = 0;
};

}  // namespace

void dump(const Specification& specification, std::ostream& out) { Dump{out}.all(specification.contents); }

std::string to_text(const Value& value) {
    return std::visit(overloaded{[](Integer each) { return to_text(each); },
                                 [](long double each) {
                                     std::ostringstream out;
                                     out << std::setprecision(std::numeric_limits<long double>::max_digits10) << each;
                                     return out.str();
                                 },
                                 [](bool each) { return std::string{each ? "TRUE" : "FALSE"}; },
                                 [](char each) { return literal_of(std::string(1, each), '\''); },
                                 [](wchar_t each) { return literal_of(std::wstring(1, each), '\''); },
                                 [](const std::string& each) { return literal_of(each, '"'); },
                                 [](const std::wstring& each) { return literal_of(each, '"'); },
                                 [](const Enumerator* each) { return each->scoped_name(); },
                                 [](const FixedValue& each) { return with_point(each); }},
                      value);
}

}  // namespace corbel::idl
