#include "providers/decoders/xml.hpp"

#include "tests/unit/providers/decoders/decoded.hpp"

using testing::decoding;
using testing::outcome_of;
using testing::repeated;

namespace {

std::string decoded(std::string_view body, const providers::element_paths& lists = {}) {
    return outcome_of(providers::decode_xml(body, lists));
}

}  // namespace

BOOST_AUTO_TEST_CASE(elements_become_objects_and_texts) {
    const decoding cases[] = {
        {"<a/>", R"({"a":""})"},
        {"<a></a>", R"({"a":""})"},
        {"<a> Ann\n Lee </a>", R"({"a":"Ann\n Lee"})"},
        {"<a><b>1</b><c>2</c></a>", R"({"a":{"b":"1","c":"2"}})"},
        {"<a><b>1</b><c/><b>2</b><b>3</b></a>", R"({"a":{"b":["1","2","3"],"c":""}})"},
        {R"(<a x="1" y='2'/>)", R"({"a":{"@x":"1","@y":"2"}})"},
        {R"(<a part="full">Ann</a>)", R"({"a":{"@part":"full","#text":"Ann"}})"},
        {"<a>\n  <b>1</b>\n</a>", R"({"a":{"b":"1"}})"},
        {"<a>one <b>two</b> <i>three</i>\nfour</a>",
         R"({"a":{"b":"two","i":"three","#text":"one  \nfour"}})"},
        {"<ns:a xmlns:ns=\"urn:x\"><ns:b/></ns:a>", R"({"ns:a":{"@xmlns:ns":"urn:x","ns:b":""}})"},
        {"<caf\xC3\xA9>\xE2\x82\xAC</caf\xC3\xA9>", "{\"caf\xC3\xA9\":\"\xE2\x82\xAC\"}"},
        {"<a>x\r\ny\rz</a>", R"({"a":"x\ny\nz"})"},
        {"<a b=\"x\r\ny\"/>", R"({"a":{"@b":"x y"}})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(references_and_cdata_become_text) {
    const decoding cases[] = {
        {"<a>&lt;b&gt; &amp;amp; &quot;&apos;</a>", R"({"a":"<b> &amp; \"'"})"},
        {"<a b='&quot;&#65;'/>", R"({"a":{"@b":"\"A"}})"},
        {"<a>&#65;&#x42;&#xe9;&#x20AC;&#x1F600;&#0000065;</a>",
         "{\"a\":\"AB\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
         "A\"}"},
        {"<a><![CDATA[<b> &lt; & ]]></a>", R"({"a":"<b> &lt; &"})"},
        {"<a>x<![CDATA[y]]>z<![CDATA[]]></a>", R"({"a":"xyz"})"},
        {"<a>x<!-- y -->z<?p q?></a>", R"({"a":"xz"})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(what_stands_before_the_root_is_dropped) {
    for (const std::string prolog : {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                                     "<?xml version='1.0' encoding = 'us-ascii'?>\n",
                                     "<?ADF VERSION=\"1.0\"?>\n<?XML VERSION=\"1.0\"?>\n",
                                     "<?ADF VERSION \"1.0\"?>\r\n<?XML VERSION \"1.0\"?>",
                                     "<!-- <b/> --><?encoding=\"latin1\"?>", "\xEF\xBB\xBF",
                                     "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n", " \n"})
        BOOST_TEST(decoded(prolog + "<a>1</a>\n<!-- end -->\n") == R"({"a":"1"})", prolog);
}

BOOST_AUTO_TEST_CASE(an_element_that_is_named_a_list_is_one_even_when_alone) {
    const providers::element_paths lists = {"/lead/contact/phone", "/lead/contact", "/lead/note"};

    BOOST_TEST(decoded("<lead><contact><phone>1</phone></contact><phone>2</phone></lead>", lists) ==
               R"({"lead":{"contact":[{"phone":["1"]}],"phone":"2"}})");
    BOOST_TEST(
        decoded("<lead><contact><phone t='x'>1</phone><phone>2</phone></contact><contact/></lead>",
                lists) == R"({"lead":{"contact":[{"phone":[{"@t":"x","#text":"1"},"2"]},""]}})");
}

BOOST_AUTO_TEST_CASE(an_entity_or_a_doctype_is_refused) {
    const std::string reference =
        ": not_allowed: a reference to something else than a predefined entity or a character";
    const decoding cases[] = {
        {"<!DOCTYPE a><a/>", "byte 10: not_allowed: a DOCTYPE is refused"},
        {"<!DOCTYPE a [<!ENTITY b \"bbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>",
         "byte 10: not_allowed: a DOCTYPE is refused"},
        {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
         "byte 10: not_allowed: a DOCTYPE is refused"},
        {"<a>&b;</a>", "byte 3" + reference},
        {"<a b='&c;'/>", "byte 1" + reference},
        {"<a>&LT;</a>", "byte 3" + reference},
        {"<a>&</a>", "byte 3" + reference},
        {"<a>x & y;</a>", "byte 3" + reference},
        {"<a>&;</a>", "byte 3" + reference},
        {"<a>&#;</a>", "byte 3" + reference},
        {"<a>&#x;</a>", "byte 3" + reference},
        {"<a>&#-1;</a>", "byte 3" + reference},
        {"<a>&#0;</a>", "byte 3" + reference},
        {"<a>&#x8;</a>", "byte 3" + reference},
        {"<a>&#xD800;</a>", "byte 3" + reference},
        {"<a>&#xFFFE;</a>", "byte 3" + reference},
        {"<a>&#x110000;</a>", "byte 3" + reference},
        {"<a>&#4294967361;</a>", "byte 3" + reference},
        {"<a>&#x41</a>", "byte 3" + reference},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_utf8_is_refused) {
    const std::string encoding = "byte 0: not_allowed: the declared encoding is not UTF-8";
    const decoding cases[] = {
        {"<a>\xE9</a>", "byte 3: malformed: the text is not UTF-8"},
        {"\xFF\xFE<\0a\0", "byte 0: malformed: the text is not UTF-8"},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", encoding},
        {"<?xml version='1.0' encoding = 'utf-16' ?><a/>", encoding},
        {"<?ADF VERSION=\"1.0\"?>\n<!-- x --><?XML ENCODING=\"windows-1252\"?><a/>", encoding},
        {std::string("<a>\0</a>", 8), "byte 3: malformed: there is a control character"},
        {"<a>\x1B</a>", "byte 3: malformed: there is a control character"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(what_is_not_one_whole_document_is_refused_with_the_byte) {
    const decoding cases[] = {
        {"", "byte 0: malformed: no root element"},
        {"\xEF\xBB\xBF \n", "byte 3: malformed: no root element"},
        {"<!-- a -->", "byte 0: malformed: no root element"},
        {"{}", "byte 0: malformed: something else than one root element"},
        {"<a/><b/>", "byte 5: malformed: something else than one root element"},
        {"<a/>x", "byte 4: malformed: something else than one root element"},
        {"x<a/>", "byte 0: malformed: something else than one root element"},
        {"<a/><![CDATA[x]]>", "byte 13: malformed: something else than one root element"},
        {"<a b='1' b='2'/>", "byte 1: duplicate: an attribute is given twice"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);

    for (const char* body : {"<a",
                             "<a>",
                             "<a><b></a>",
                             "<a></b>",
                             "</a>",
                             "<a b/>",
                             "<a b=1/>",
                             "<a b='1/>",
                             "<a><![CDATA[</a>",
                             "<a><!-- </a>",
                             "<?xml",
                             "<a><?p</a>",
                             "<",
                             "<>",
                             "< a/>",
                             "<1/>",
                             "<!x><a/>",
                             "<a><!DOCTYPE b></a>",
                             "<a/><",
                             "\xEF\xBB\xBF<a>"})
        BOOST_TEST(decoded(body).find(": malformed: not XML: ") != std::string::npos, body);
}

BOOST_AUTO_TEST_CASE(depth_and_the_number_of_tags_are_bounded) {
    const auto nested = [](std::size_t depth) {
        return repeated("<a>", depth) + repeated("</a>", depth);
    };

    BOOST_TEST(decoded(nested(64)).starts_with(R"({"a":{"a":{"a":)"));
    BOOST_TEST(decoded(nested(65)) == "byte 193: too_large: nested deeper than 64");
    BOOST_TEST(decoded(repeated("<a>", 15'000)).find("not XML") != std::string::npos);
    BOOST_TEST(decoded(nested(100'000)) == "byte 0: too_large: more than 20000 tags");
    BOOST_TEST(decoded("<a>" + repeated("<b/>", 19'998) + "</a>").starts_with(R"({"a":{"b":["",)"));
    BOOST_TEST(decoded("<a>" + repeated("<b/>", 19'999) + "</a>") ==
               "byte 0: too_large: more than 20000 tags");
    BOOST_TEST(decoded("<a " + repeated("b", 1'000'000) + "='1'/>").size() > 1'000'000u);
    BOOST_TEST(decoded("<a>" + repeated("&", 100'000) + "</a>").starts_with("byte 3: not_allowed"));
}

BOOST_AUTO_TEST_CASE(an_adf_lead_is_read) {
    const providers::element_paths lists = {"/adf/prospect",
                                            "/adf/prospect/customer/contact/phone"};
    const std::string lead = R"(<?ADF VERSION="1.0"?>
<?XML VERSION="1.0"?>
<adf>
  <prospect status="new">
    <id source="Example Leads">L-204</id>
    <requestdate>2026-11-02T09:15:00-05:00</requestdate>
    <customer>
      <contact>
        <name part="first">Ada</name>
        <name part="last">Byrne</name>
        <phone type="voice">503-555-0142</phone>
      </contact>
      <comments><![CDATA[Water heater & pipes]]></comments>
    </customer>
  </prospect>
</adf>
)";

    BOOST_TEST(
        decoded(lead, lists) ==
        R"({"adf":{"prospect":[{"@status":"new","id":{"@source":"Example Leads","#text":"L-204"},)"
        R"("requestdate":"2026-11-02T09:15:00-05:00","customer":{"contact":{"name":[)"
        R"({"@part":"first","#text":"Ada"},{"@part":"last","#text":"Byrne"}],)"
        R"("phone":[{"@type":"voice","#text":"503-555-0142"}]},"comments":"Water heater & pipes"}}]}})");
}
