// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/fixed.hpp"

#include <istream>
#include <ostream>

#include "orb/engine/types/value.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"

namespace corbel {

void print_fixed(std::ostream& out, const std::string& text) { out << text; }

bool read_fixed(std::istream& in, Decimal& value) {
    std::string word;
    if (!(in >> word)) return false;
    try {
        value = Decimal::parse(word);
        return true;
    } catch (const CORBA::DATA_CONVERSION&) {
        in.setstate(std::ios::failbit);
        return false;
    }
}

void require_fixed(ByteView bytes, std::uint16_t digits) { types::require_fixed(bytes, digits); }

}  // namespace corbel
