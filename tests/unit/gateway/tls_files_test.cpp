#include "gateway/config/tls_files.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/test/unit_test.hpp>

#include "gateway/clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_certificate.hpp"

using boost::algorithm::contains;
using gateway::check_ca_file;
using gateway::read_certificate;
using testing::make_test_certificate;

namespace {

// Settings whose files are good; a test spoils them.
struct fixture {
    fixture() {
        const auto made = make_test_certificate();
        process.listen.certificate = folder.write("cert.pem", made.certificate);
        process.listen.key = folder.write("key.pem", made.key);
        process.crm.ca_file = folder.write("ca.pem", made.certificate);
    }
    auto read() const { return read_certificate(process, now); }

    testing::temporary_folder folder;
    gateway::settings process;
    const mapping::timestamp now = gateway::system_clock().now();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_certificate_with_its_key_is_good, fixture) {
    const auto certificate = read();

    BOOST_REQUIRE_MESSAGE(certificate, to_text(certificate.error()));
    BOOST_TEST(certificate->shown);
    BOOST_TEST(certificate->warning == "");
}

BOOST_FIXTURE_TEST_CASE(each_file_that_is_not_there_is_a_problem, fixture) {
    process.listen.certificate = folder.path() / "absent.pem";
    process.listen.key = folder.path();

    const auto problems = read().error();

    BOOST_REQUIRE_EQUAL(problems.size(), 2u);
    BOOST_TEST(problems[0].where == "/listen/certificate");
    BOOST_TEST(contains(problems[0].what, "absent.pem: No such file"));
    BOOST_TEST(problems[1].where == "/listen/key");
    BOOST_TEST(contains(problems[1].what, "it is a folder"));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_no_certificate_or_no_key_is_a_problem, fixture) {
    const auto good_chain = process.listen.certificate;
    const auto garbage = folder.write("garbage.pem", "hello\n");
    process.listen.certificate = garbage;
    const auto no_chain = read().error();
    process.listen.certificate = good_chain;
    process.listen.key = garbage;
    const auto no_key = read().error();

    BOOST_REQUIRE_EQUAL(no_chain.size(), 1u);
    BOOST_TEST(contains(no_chain[0].what, "certificate chain"));
    BOOST_REQUIRE_EQUAL(no_key.size(), 1u);
    BOOST_TEST(no_key[0].where == "/listen");
    BOOST_TEST(contains(no_key[0].what, "garbage.pem"));
    BOOST_TEST(contains(no_key[0].what, "private key"));
}

BOOST_FIXTURE_TEST_CASE(the_key_of_another_certificate_is_a_problem, fixture) {
    folder.write("key.pem", make_test_certificate().key);

    const auto problems = read().error();

    BOOST_REQUIRE_EQUAL(problems.size(), 1u);
    BOOST_TEST(contains(problems[0].what, "key values mismatch"));
}

BOOST_FIXTURE_TEST_CASE(a_certificate_is_shown_outside_its_dates_with_a_warning, fixture) {
    const auto too_late = read_certificate(process, now + std::chrono::days(2));
    const auto too_early = read_certificate(process, now - std::chrono::days(2));

    BOOST_REQUIRE(too_late && too_early);
    BOOST_TEST(contains(too_late->warning, "cert.pem: the certificate has expired"));
    BOOST_TEST(contains(too_early->warning, "cert.pem: the certificate is not valid yet"));
}

BOOST_FIXTURE_TEST_CASE(an_authority_is_optional_and_good_when_it_holds_certificates, fixture) {
    BOOST_TEST(check_ca_file(process).empty());
    process.crm.ca_file = "";
    BOOST_TEST(check_ca_file(process).empty());
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_is_absent_or_holds_no_certificate_is_a_problem, fixture) {
    for (const auto& file :
         {folder.path() / "absent.pem", folder.write("garbage.pem", "hello\n")}) {
        process.crm.ca_file = file;
        const auto problems = check_ca_file(process);

        BOOST_REQUIRE_EQUAL(problems.size(), 1u);
        BOOST_TEST(problems[0].where == "/crm/ca_file");
        BOOST_TEST(contains(problems[0].what, file.string()));
    }
}
