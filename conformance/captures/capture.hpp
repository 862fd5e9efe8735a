// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "orb/engine/base/bytes.hpp"

namespace corbel::conformance {

/// One GIOP message of a capture; '>' comes from the side that opened the connection.
struct Piece {
    char side;
    Octets bytes;
};

/// The messages of one TCP connection in the order in which they became whole.
using Conversation = std::vector<Piece>;

struct Capture {
    std::string name;  ///< "omni_to_tao": client and server
    std::vector<Conversation> conversations;
};

/// All *.hex files of this folder, as extract.py writes them, by name. Throws std::runtime_error that names the line.
std::vector<Capture> read_captures();

/// One file, named from this folder on: "giop11/omni_fragments.hex".
Capture read_capture(const std::string& name);

/// The bytes of one line: hexadecimal words, `word*count` for a repeated one.
Octets unfold(const std::string& line);

}  // namespace corbel::conformance
