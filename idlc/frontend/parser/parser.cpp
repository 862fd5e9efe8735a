// SPDX-License-Identifier: BSL-1.0
// From text to syntax, by ANTLR, which no other file than this and the folder's headers sees.
#include "idlc/frontend/parser/reader.hpp"
#include "idlc/frontend/parser/recovery.hpp"
#include "idlc/frontend/parser/scanner.hpp"

namespace corbel::idl::syntax {

namespace {

/// Prediction and recovery go over tokens again and again: each time counts.
class TimedTokens final : public antlr4::CommonTokenStream {
public:
    TimedTokens(antlr4::TokenSource* source, Deadline& deadline) : CommonTokenStream{source}, deadline_{deadline} {}

    void consume() override {
        deadline_.check();
        CommonTokenStream::consume();
    }

private:
    Deadline& deadline_;
};

/// Parses definition after definition: fast and silent first, and only one that fails again, with full prediction and
/// messages.
class DefinitionParser {
public:
    DefinitionParser(const Preprocessed& source, Diagnostics& diagnostics, const BadLines& bad_lines,
                     antlr4::TokenStream& tokens)
        : source_{source}, diagnostics_{diagnostics}, bad_lines_{bad_lines}, tokens_{tokens}, parser_{&tokens},
          reader_{source} {
        parser_.removeErrorListeners();
    }

    void run(Specification& result) {
        while (tokens_.LA(1) != Token::EOF) {
            if (tokens_.LA(1) == IdlParser::RBRACE) {
                skip_brace();
                result.has_errors = true;
                continue;
            }
            auto* tree = quick();
            if (!tree) tree = thorough(result.has_errors);
            if (!tree->exception) result.contents.push_back(reader_.definition(tree));
            parser_.getTreeTracker().reset();  // frees the tree: files of many definitions need little memory
        }
    }

private:
    void mode(antlr4::atn::PredictionMode mode) {
        parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    }

    IdlParser::DefinitionContext* quick() {
        const auto start = tokens_.index();
        try {
            mode(antlr4::atn::PredictionMode::SLL);
            parser_.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
            return parser_.definition();
        } catch (const antlr4::ParseCancellationException&) {
            parser_.setContext(nullptr);
            tokens_.seek(start);
            return nullptr;
        }
    }

    IdlParser::DefinitionContext* thorough(bool& has_errors) {
        const auto start = tokens_.index();
        const auto recovery = std::make_shared<Recovery>(source_, diagnostics_, bad_lines_);
        mode(antlr4::atn::PredictionMode::LL);
        parser_.setErrorHandler(recovery);
        auto* tree = parser_.definition();
        has_errors = has_errors || recovery->has_errors();
        if (tokens_.index() == start) tokens_.consume();
        return tree;
    }

    void skip_brace() {
        auto* token = tokens_.LT(1);
        diagnostics_.report(Code::unexpected_brace, source_.place(token->getStartIndex()));
        tokens_.consume();
        if (tokens_.LA(1) == IdlParser::SEMICOLON) tokens_.consume();
    }

    const Preprocessed& source_;
    Diagnostics& diagnostics_;
    const BadLines& bad_lines_;
    antlr4::TokenStream& tokens_;
    IdlParser parser_;
    Reader reader_;
};

}  // namespace

std::string ScopedName::text() const {
    std::string result = absolute ? "::" : "";
    for (std::size_t i = 0; i < parts.size(); ++i) result += (i ? "::" : "") + parts[i].text;
    return result;
}

Specification parse(const Preprocessed& source, Diagnostics& diagnostics, Deadline& deadline, bool idl4) {
    Specification result;
    ByteStream text{source.text};
    IdlLexer lexer{&text};
    lexer.removeErrorListeners();
    Scanner scanner{source, diagnostics, lexer, idl4};
    auto list = scanner.run();
    result.has_errors = scanner.has_errors();
    if (list.empty()) return result;
    antlr4::ListTokenSource tokens_of_list{std::move(list)};
    TimedTokens tokens{&tokens_of_list, deadline};
    DefinitionParser{source, diagnostics, scanner.bad_lines(), tokens}.run(result);
    return result;
}

}  // namespace corbel::idl::syntax
