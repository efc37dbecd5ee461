#include <boost/test/unit_test.hpp>
#include <random>

#include "providers/encodings.hpp"
#include "tests/unit/providers/decoders/decoded.hpp"

using providers::body_format;

namespace {

struct sample {
    body_format format;
    std::string_view body;
};

constexpr sample samples[] = {
    {body_format::json,
     R"({"id": 12, "who": {"name": "Ann \u00e9"}, "data": "{\"a\": [1.5, null]}"})"},
    {body_format::form,
     "id=12&who[name]=Ann+%C3%A9&who[phones][]=1&a[0][b]=x&a[1][b]=y&data=%7B%7D"},
    {body_format::multipart,
     "--x\r\nContent-Disposition: form-data; name=\"who[name]\"\r\n\r\nAnn\r\n--x\r\n"
     "Content-Disposition: form-data; name=data; filename=\"a.txt\"\r\n"
     "Content-Type: text/plain; charset=utf-8\r\n\r\ntext\r\n--x--\r\n"},
    {body_format::xml,
     "<?ADF VERSION=\"1.0\"?>\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><lead "
     "id='1'><p:name "
     "part=\"full\">Ann &amp; "
     "&#xE9;</p:name><phone>1</phone><phone/><note><![CDATA[<b>]]></note></lead>"},
    {body_format::text, "caf\xC3\xA9"},
    {body_format::jwt, "eyJhbGciOiJub25lIn0.eyJkYXRhIjoie1wiYVwiOjF9In0.c2ln"},
};

constexpr std::string_view pieces[] = {"",
                                       "[",
                                       "]",
                                       "[]",
                                       "[0]",
                                       "__",
                                       "=",
                                       "&",
                                       "%",
                                       "%41",
                                       "+",
                                       "<",
                                       ">",
                                       "</",
                                       "/>",
                                       "<a>",
                                       "<!",
                                       "<!--",
                                       "<![CDATA[",
                                       "]]>",
                                       "<?",
                                       "?>",
                                       "<!DOCTYPE a [",
                                       "&lt;",
                                       "&#",
                                       ";",
                                       "'",
                                       "\"",
                                       "\\",
                                       "\r\n",
                                       "--x",
                                       "--",
                                       "\r\n\r\n",
                                       ":",
                                       "{",
                                       "}",
                                       ",",
                                       ".",
                                       "e30",
                                       "\xEF\xBB\xBF",
                                       "\xC3",
                                       "\xFF",
                                       "encoding=\"",
                                       "filename="};

// Makes small changes to a good body, so that most of what comes out is nearly right.
class mutator {
public:
    explicit mutator(unsigned seed) : random_(seed) {}

    std::string change(std::string body) {
        for (std::size_t changes = 1 + below(4); changes-- > 0;) {
            const std::size_t at = below(body.size() + 1);
            const std::size_t length = below(std::min<std::size_t>(body.size() - at, 20) + 1);
            switch (below(5)) {
                case 0: body.erase(at, length); break;
                case 1: body.insert(at, body.substr(at, length)); break;
                case 2: body.insert(at, pieces[below(std::size(pieces))]); break;
                case 3: body.insert(at, 1, static_cast<char>(below(256))); break;
                case 4: body.resize(at); break;
            }
        }
        return body;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }
    std::mt19937 random_;
};

providers::receive_settings settings_for(body_format format, providers::name_nesting nesting) {
    providers::receive_settings how;
    how.format = format;
    how.nesting = nesting;
    how.lists = {"/lead/phone"};
    how.unwrap = {"/data"};
    return how;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_changed_body_becomes_a_document_or_a_problem_that_tells_its_place) {
    for (const sample& one : samples) {
        mutator changes(20'261'121);
        std::size_t read = 0, refused = 0;
        for (int i = 0; i < 6'000; ++i) {
            providers::webhook hook;
            hook.headers = {{"Content-Type", one.format == body_format::multipart
                                                 ? "multipart/form-data; boundary=x"
                                                 : ""}};
            hook.body = changes.change(std::string(one.body));
            const auto nesting = i % 2 == 0 ? providers::name_nesting::brackets
                                            : providers::name_nesting::underscores;

            const auto document = providers::decode(settings_for(one.format, nesting), hook);

            ++(document ? read : refused);
            const std::string said = testing::outcome_of(document);
            BOOST_TEST(!providers::first_not_utf8(said).has_value());
            if (document) continue;
            BOOST_TEST(said.size() < 200u);
            BOOST_TEST(!document.error()[0].where.empty());
        }
        BOOST_TEST(read > 50u);
        BOOST_TEST(refused > 50u);
    }
}
